import type { CommitRecord } from '../log/commit-record.ts'
import type { StagingStorage } from '../log/log-storage.ts'

/** The records of imports in memory, by import. */
export type StagedInMemory = Map<string, readonly CommitRecord[]>

/** What an import does to a log in memory; waits for nothing. @returns false, with nothing done: the log is not as it was */
export type ImportInMemory = {
  readonly append: (records: readonly CommitRecord[]) => boolean
  readonly replace: (records: readonly CommitRecord[]) => void
}

/** Holds imports aside in memory. */
export class MemoryStaging implements StagingStorage {
  readonly #staged: StagedInMemory
  readonly #log: ImportInMemory

  constructor(staged: StagedInMemory, log: ImportInMemory) {
    this.#staged = staged
    this.#log = log
  }

  async add(importId: string, records: readonly CommitRecord[]): Promise<void> {
    this.#staged.set(importId, [...(this.#staged.get(importId) ?? []), ...records])
  }

  async publish(importId: string, events: number): Promise<boolean> {
    const records = this.#stagedBy(importId, events)
    if (!records || !this.#log.append(records)) return false
    this.#staged.delete(importId)
    return true
  }

  async replace(importId: string, events: number): Promise<boolean> {
    const records = this.#stagedBy(importId, events)
    if (!records) return false
    this.#log.replace(records)
    this.#staged.clear()
    return true
  }

  async drop(importId?: string): Promise<void> {
    if (importId === undefined) this.#staged.clear()
    else this.#staged.delete(importId)
  }

  /** @returns nothing when they are not as many events as expected */
  #stagedBy(importId: string, events: number): readonly CommitRecord[] | undefined {
    const records = this.#staged.get(importId) ?? []
    return records.reduce((sum, { count }) => sum + count, 0) === events ? records : undefined
  }
}
