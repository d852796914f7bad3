import type { Log } from './log.ts'

/** A call from the page to the worker with the database. */
export type SqliteCall = {
  readonly id: number
  readonly log: string
  readonly method: keyof Log | 'open' | 'remove'
  readonly values: readonly unknown[]
}

export type SqliteAnswer = { readonly id: number; readonly result?: unknown; readonly error?: string }
