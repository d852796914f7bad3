import { readFileSync } from 'node:fs'

/** Limits in bytes, minified and gzipped, and in exported names, types included. */
interface Limits {
  readonly bytes: number
  readonly exports: number
}

interface Budget {
  /** Different names over all entries. */
  readonly exports: number
  /** An application that opens a store and shows a live projection. */
  readonly application: Pick<Limits, 'bytes'>
  readonly entries: Readonly<Record<string, Limits>>
  /** The sizes that later work adds to an entry, each with its purpose. */
  readonly additions: readonly ({ readonly for: string; readonly entry: string } & Limits)[]
}

const budget: Budget = JSON.parse(readFileSync(new URL('../../budget.json', import.meta.url), 'utf8'))

/** The import paths that have limits. */
export const limitedEntries = Object.keys(budget.entries)

/** Returns the limit of an entry with all its additions. */
export function limitOf(entry: string, kind: keyof Limits): number {
  return (budget.entries[entry]?.[kind] ?? 0) + added(kind, entry)
}

/** Returns the limit of different exported names over all entries. */
export function limitOfAllExports(): number {
  return budget.exports + added('exports')
}

/** Returns the limit in bytes of an application that shows projections. Additions to the core also increase this limit. */
export function limitOfApplication(): number {
  return budget.application.bytes + added('bytes', 'rewindable')
}

function added(kind: keyof Limits, entry?: string): number {
  const additions = budget.additions.filter((addition) => entry === undefined || addition.entry === entry)
  return additions.reduce((sum, addition) => sum + addition[kind], 0)
}
