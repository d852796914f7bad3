import type { CommitRecord } from '../log/commit-record.ts'
import type { StagingStorage } from '../log/log-storage.ts'

/** Holds imports aside in memory. */
export class MemoryStaging implements StagingStorage {
  readonly #write: (records: readonly CommitRecord[]) => Promise<boolean>
  readonly #staged = new Map<string, readonly CommitRecord[]>()

  constructor(write: (records: readonly CommitRecord[]) => Promise<boolean>) {
    this.#write = write
  }

  async add(importId: string, records: readonly CommitRecord[]): Promise<void> {
    this.#staged.set(importId, [...(this.#staged.get(importId) ?? []), ...records])
  }

  async publish(importId: string, events: number): Promise<boolean> {
    const records = this.#staged.get(importId) ?? []
    if (records.reduce((sum, { count }) => sum + count, 0) !== events) return false
    if (!(await this.#write(records))) return false
    this.#staged.delete(importId)
    return true
  }

  async drop(importId?: string): Promise<void> {
    if (importId === undefined) this.#staged.clear()
    else this.#staged.delete(importId)
  }
}
