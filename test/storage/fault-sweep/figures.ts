import { afterAll } from 'vitest'

/** How many operations of a scenario went wrong in one way. */
export type Figure = { readonly scenario: string; readonly kind: string; readonly points: number }

/** Collects figures until the tests of a file are over, prints their sum, and, in Node, writes them to the folder that wants them. */
export function figuresOf(name: string): (figure: Figure) => void {
  const figures: Figure[] = []
  afterAll(() => {
    const points = figures.reduce((sum, figure) => sum + figure.points, 0)
    console.log(`${name}: ${points} faults, ${figures.length} sweeps`)
    const folder = globalThis.process?.env?.REWINDABLE_FIGURES
    const files = globalThis.process?.getBuiltinModule?.('node:fs')
    if (folder) files?.writeFileSync(`${folder}/${name}.json`, `${JSON.stringify(figures, null, 2)}\n`)
  })
  return (figure) => figures.push(figure)
}
