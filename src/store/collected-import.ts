import { NotSupported } from '../events/errors.ts'
import type { StoredEvent } from '../events/stored-event.ts'
import type { LogStorage } from '../log/log-storage.ts'
import type { StagingStorage } from '../log/replaceable-storage.ts'

/** Collects an import in memory and appends it in one commit, for a storage without a staging area. */
export class CollectedImport implements StagingStorage {
  readonly #storage: LogStorage
  #events: StoredEvent[] = []

  constructor(storage: LogStorage) {
    this.#storage = storage
  }

  async add(_importId: string, events: readonly StoredEvent[]): Promise<void> {
    this.#events.push(...events)
  }

  async publish(): Promise<boolean> {
    const [first] = this.#events
    if (!first) return true
    let fits = false
    await this.#storage.append(
      { streamIds: [], commandIds: [] },
      ({ tail, mayBeOutdated }) => {
        fits = tail.position === first.globalPosition - 1
        if (fits) return this.#events
        return mayBeOutdated ? undefined : []
      },
      'default',
    )
    return fits
  }

  replace(): Promise<boolean> {
    return Promise.reject(new NotSupported({ operation: 'replaceFromJsonl', missing: 'ReplaceableStorage' }))
  }

  async drop(): Promise<void> {
    this.#events = []
  }
}
