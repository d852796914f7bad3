import { onChange } from './call-on-change.ts'
import type { ConnectionListener, StorageHealth, StorageStatus } from './storage-status.ts'

type Facts = Pick<StorageStatus, 'persistence' | 'history'>

/** The health of a storage that reports only whether it is open or closed. */
export class BasicHealth implements StorageHealth {
  readonly #facts: Facts
  // An EventTarget calls the other listeners even if one throws.
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
    return onChange(this.#changes, () => listener({ connection: 'closed' }))
  }

  close(): void {
    this.#connection = 'closed'
    this.#changes.dispatchEvent(new Event('change'))
  }
}
