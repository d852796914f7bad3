import type { ConnectionListener, StorageHealth, StorageStatus } from '../log/storage-status.ts'

/** Memory is always there, and never kept. */
export class MemoryHealth implements StorageHealth {
  readonly #isClosed: () => boolean
  readonly #listeners = new Set<ConnectionListener>()

  constructor(isClosed: () => boolean) {
    this.#isClosed = isClosed
  }

  async status(): Promise<StorageStatus> {
    const connection = this.#isClosed() ? 'closed' : 'open'
    return { connection, persistence: 'not kept', privateMode: 'unknown', history: 'first visit' }
  }

  async requestPersistence(): Promise<boolean> {
    return false
  }

  onChange(listener: ConnectionListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  closed(): void {
    for (const listener of this.#listeners) listener({ connection: 'closed' })
  }
}
