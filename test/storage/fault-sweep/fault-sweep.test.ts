import { describe, expect, test } from 'vitest'
import { appending } from './appending.ts'
import { keeping } from './keeping.ts'
import { kinds } from './kinds.ts'
import { reading } from './reading.ts'
import { step, sweep } from './sweep.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** For whoever counts: how many operations of a scenario went wrong in one way, and how often that led to what must not be. */
    sweep?: { readonly scenario: string; readonly kind: string; readonly points: number; readonly flaws: number }
  }
}

for (const scenario of [...appending, ...reading, ...keeping]) {
  describe(`${scenario.name}, whichever operation goes wrong`, () => {
    for (const kind of kinds) {
      test(kind.name, { timeout: 180_000 }, async ({ task }) => {
        const { points, flaws } = await sweep(scenario, kind)
        task.meta.sweep = { scenario: scenario.name, kind: kind.name, points, flaws: flaws.length }
        // A sweep that meets no fault shows nothing. Only what writes can be refused a change.
        if (step === 1 && kind.name !== 'a change is refused') expect(points).toBeGreaterThan(0)
        expect(flaws, flaws.join('\n')).toEqual([])
      })
    }
  })
}
