import type { DocumentStorage } from './document-storage.ts'

/** An event whose side effect kept failing, set aside so that the reactor could continue with later events. */
export type ParkedEvent = {
  readonly eventId: string
  readonly position: number
  readonly tries: number
  /** The error of the last try, as text. */
  readonly error: string
}

/** How far a reactor got. */
export type Checkpoint = {
  readonly reactor: string
  /** The events that the position belongs to: {@link EventStore.historyId}. */
  readonly logId: string
  /** Position of the last event that was handled. */
  readonly position: number
  readonly parked: readonly ParkedEvent[]
}

/** Stores checkpoints. Unlike snapshots they are not derived: without one, side effects would be repeated or skipped. */
export interface CheckpointStorage {
  read(reactor: string): Promise<Checkpoint | undefined>
  /**
   * Replaces a checkpoint by what `change` returns, atomically: no other writer comes in between, in any tab.
   *
   * @param change must be synchronous
   * @returns the new checkpoint, once it is stored
   */
  update(reactor: string, change: (current: Checkpoint | undefined) => Checkpoint): Promise<Checkpoint>
}

/** Stores each checkpoint as a document, under the name of its reactor and the number 0. */
export class StoredCheckpoints implements CheckpointStorage {
  readonly #documents: DocumentStorage

  constructor(documents: DocumentStorage) {
    this.#documents = documents
  }

  async read(reactor: string): Promise<Checkpoint | undefined> {
    // Unchecked: only this class stores documents in the collection.
    return (await this.#documents.readLatest('checkpoints', reactor)) as Checkpoint | undefined
  }

  update(reactor: string, change: (current: Checkpoint | undefined) => Checkpoint): Promise<Checkpoint> {
    return this.#documents.update('checkpoints', [reactor, 0], (current) => change(current as Checkpoint | undefined))
  }
}
