import type { ConnectionListener, StorageHealth, StorageStatus } from '../log/storage-status.ts'

/** Memory is always there, and never kept. */
export class MemoryHealth implements StorageHealth {
  readonly #isClosed: () => boolean
  // An EventTarget, because it keeps a listener that throws from silencing the others.
  readonly #changes = new EventTarget()

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
    const hear = (): void => listener({ connection: 'closed' })
    this.#changes.addEventListener('change', hear)
    return () => this.#changes.removeEventListener('change', hear)
  }

  closed(): void {
    this.#changes.dispatchEvent(new Event('change'))
  }
}
