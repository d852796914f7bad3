import type { StoredEvent } from '../events/stored-event.ts'
import type { StagingStorage } from '../log/replaceable-storage.ts'

/** The staged events in memory, by import. */
export type StagedInMemory = Map<string, StoredEvent[]>

/** The synchronous operations of an import on a log in memory. */
export type ImportInMemory = {
  /** @returns false, with nothing appended: the log changed */
  readonly append: (events: readonly StoredEvent[]) => boolean
  readonly replace: (events: readonly StoredEvent[]) => void
}

/** Stages imports in memory. */
export class MemoryStaging implements StagingStorage {
  readonly #staged: StagedInMemory
  readonly #log: ImportInMemory

  constructor(staged: StagedInMemory, log: ImportInMemory) {
    this.#staged = staged
    this.#log = log
  }

  async add(importId: string, events: readonly StoredEvent[]): Promise<void> {
    const staged = this.#staged.get(importId)
    if (staged) staged.push(...events)
    else this.#staged.set(importId, [...events])
  }

  async publish(importId: string, count: number): Promise<boolean> {
    const events = this.#staged.get(importId) ?? []
    if (events.length !== count || !this.#log.append(events)) return false
    this.#staged.delete(importId)
    return true
  }

  async replace(importId: string, count: number): Promise<boolean> {
    const events = this.#staged.get(importId) ?? []
    if (events.length !== count) return false
    this.#log.replace(events)
    this.#staged.clear()
    return true
  }

  async drop(importId?: string): Promise<void> {
    if (importId === undefined) this.#staged.clear()
    else this.#staged.delete(importId)
  }
}
