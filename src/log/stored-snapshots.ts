import type { DocumentStorage } from './document-storage.ts'

/** The state of a projection at a position. */
export type Snapshot = {
  /** Name of the projection. */
  readonly projection: string
  /** Position of the last event folded into the state. */
  readonly position: number
  /** Id of that event. If another event is at the position, the snapshot belongs to another log. */
  readonly eventId: string
  /** Version of the projection's definition. */
  readonly version: number
  /** The events that the state was folded from: {@link EventStore.historyId}. */
  readonly logId: string
  /** Anything that a structured clone keeps. */
  readonly state: unknown
  /** Numbers of the state's objects that have no prototype, because a structured clone gives these objects a prototype. Missing: none. */
  readonly nullPrototypes?: readonly number[]
  /** Ids of the documents that hold the rows of a collection, which has no other state. Missing: the state is no collection. */
  readonly rows?: readonly number[]
  /** Checksum of the state, to detect damage. A snapshot without a checksum is not checked. */
  readonly checksum?: number
}

/** Stores snapshots. Snapshots are derived data: dropping snapshots costs time and never changes a result. */
export interface SnapshotStorage {
  /** Stores a snapshot, replacing one of the same projection at the same position. */
  save(snapshot: Snapshot): Promise<void>
  /** Reads the newest snapshot of a projection at or before a position. */
  latest(projection: string, atOrBefore: number): Promise<Snapshot | undefined>
  /** Lists the positions of a projection's snapshots, in ascending order. */
  list(projection: string): Promise<number[]>
  /** Removes a projection's snapshots: all, or those at these positions. Positions without a snapshot are ignored. */
  drop(projection: string, positions?: readonly number[]): Promise<void>
}

/** Stores snapshots as documents, under the name of the projection and the position. */
export class StoredSnapshots implements SnapshotStorage {
  readonly #documents: DocumentStorage

  constructor(documents: DocumentStorage) {
    this.#documents = documents
  }

  async save(snapshot: Snapshot): Promise<void> {
    await this.#documents.update('snapshots', [snapshot.projection, snapshot.position], () => snapshot)
  }

  async latest(projection: string, atOrBefore: number): Promise<Snapshot | undefined> {
    // Unchecked: only this class stores documents in the collection.
    return (await this.#documents.readLatest('snapshots', projection, atOrBefore)) as Snapshot | undefined
  }

  list(projection: string): Promise<number[]> {
    return this.#documents.listNumbers('snapshots', projection)
  }

  drop(projection: string, positions?: readonly number[]): Promise<void> {
    return this.#documents.delete('snapshots', projection, positions)
  }
}
