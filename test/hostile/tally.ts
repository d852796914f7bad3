import { beforeEach, type TaskMeta } from 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    /** For whoever counts: how many hostile inputs a test tried. */
    hostile?: { readonly subject: string; readonly tried: number }
  }
}

/**
 * Notes in the report of each test how many hostile inputs it tried.
 *
 * @param subject what the file is about
 * @returns to be called with how many inputs were tried
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
