import { afterAll } from 'vitest'

/**
 * Counts the hostile inputs that the tests of a file tried, prints the count, and, in Node, adds it to `hostile.json` in the
 * folder named by REWINDABLE_FIGURES.
 *
 * @param subject what the file is about
 * @returns to be called with how many inputs were tried
 */
export function tallyOf(subject: string): (inputs?: number) => void {
  let tried = 0
  afterAll(() => {
    console.log(`${subject}: ${tried} hostile inputs tried`)
    keep(subject, tried)
  })
  return (inputs = 1) => {
    tried += inputs
  }
}

function keep(subject: string, tried: number): void {
  const folder = globalThis.process?.env?.REWINDABLE_FIGURES
  const files = globalThis.process?.getBuiltinModule?.('node:fs')
  if (!folder || !files) return
  const path = `${folder}/hostile.json`
  const lock = `${path}.lock`
  // Test files run beside each other, and each adds a line.
  for (let isFree = false; !isFree; ) {
    try {
      files.mkdirSync(lock)
      isFree = true
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
  const figures = files.existsSync(path) ? JSON.parse(files.readFileSync(path, 'utf8')) : {}
  files.writeFileSync(path, `${JSON.stringify({ ...figures, [subject]: tried }, null, 2)}\n`)
  files.rmdirSync(lock)
}
