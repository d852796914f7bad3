import { beforeEach, type TaskMeta } from 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    /** The number of hostile inputs that the test tried. */
    hostile?: { readonly subject: string; readonly tried: number }
  }
}

/**
 * Adds the number of hostile inputs to the report of each test.
 *
 * @param subject the topic of the test file
 * @returns a function to call with the number of inputs that were tried
 */
export function tallyOf(subject: string): (inputs?: number) => void {
  let meta: TaskMeta
  beforeEach(({ task }) => {
    meta = task.meta
  })
  return (inputs = 1) => {
    meta.hostile = { subject, tried: (meta.hostile?.tried ?? 0) + inputs }
  }
}
