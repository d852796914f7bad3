import type { DocumentStorage } from './document-storage.ts'

/** An event whose side effect failed in every try. The reactor parked the event to continue with later events. */
export type ParkedEvent = {
  readonly eventId: string
  readonly position: number
  readonly tries: number
  /** The error of the last try, as text. */
  readonly error: string
}

/** The progress of a reactor. */
export type Checkpoint = {
  readonly reactor: string
  /** The history that the position counts in: {@link EventStore.historyId}. */
  readonly logId: string
  /** Position of the last event that was handled. */
  readonly position: number
  readonly parked: readonly ParkedEvent[]
}

/** Stores checkpoints. Checkpoints are not derived data: without its checkpoint, a reactor would repeat or skip side effects. */
export interface CheckpointStorage {
  /** Reads the checkpoint of a reactor; `undefined`: there is none. */
  read(reactor: string): Promise<Checkpoint | undefined>
  /**
   * Replaces a checkpoint by the result of `change`, atomically. No writer in any tab changes it between the read and the write.
   *
   * @param change must be synchronous
   * @returns the new checkpoint, after it is stored
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
