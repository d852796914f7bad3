import type { ConnectionListener, StorageHealth, StorageStatus } from './storage-status.ts'

type Facts = Pick<StorageStatus, 'persistence' | 'history'>

/** The health of a storage that is open until it is closed, and reports nothing else. */
export class BasicHealth implements StorageHealth {
  readonly #facts: Facts
  // An EventTarget, so that a listener that throws does not keep the others from being called.
  readonly #changes = new EventTarget()
  #connection: 'open' | 'closed' = 'open'

  constructor(facts: Facts = { persistence: 'unknown', history: 'unknown' }) {
    this.#facts = facts
  }

  async status(): Promise<StorageStatus> {
    return { connection: this.#connection, privateMode: 'unknown', ...this.#facts }
  }

  async requestPersistence(): Promise<boolean> {
    return false
  }

  onChange(listener: ConnectionListener): () => void {
    const notify = (): void => listener({ connection: 'closed' })
    this.#changes.addEventListener('change', notify)
    return () => this.#changes.removeEventListener('change', notify)
  }

  close(): void {
    this.#connection = 'closed'
    this.#changes.dispatchEvent(new Event('change'))
  }
}
