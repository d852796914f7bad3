import type { Log } from './log.ts'

/** What the page asks of the worker that holds the database. */
export type SqliteCall = {
  readonly id: number
  readonly log: string
  readonly method: keyof Log | 'open' | 'remove'
  readonly values: readonly unknown[]
}

export type SqliteAnswer = { readonly id: number; readonly result?: unknown; readonly error?: string }
