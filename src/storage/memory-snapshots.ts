import { StorageFailed } from '../log/errors.ts'
import type { Snapshot, SnapshotStorage } from '../log/log-storage.ts'

/** The snapshots of a log in memory, by projection, in the order of their positions. */
export type SnapshotsInMemory = Map<string, readonly Snapshot[]>

/** Keeps snapshots as the database would: a copy goes in, a copy comes out. */
export class MemorySnapshots implements SnapshotStorage {
  readonly #kept: SnapshotsInMemory
  readonly #assertOpen: () => void

  constructor(kept: SnapshotsInMemory, assertOpen: () => void) {
    this.#kept = kept
    this.#assertOpen = assertOpen
  }

  async save(snapshot: Snapshot): Promise<void> {
    const others = this.#of(snapshot.projection).filter(({ position }) => position !== snapshot.position)
    this.#kept.set(
      snapshot.projection,
      [...others, copied(snapshot)].sort((a, b) => a.position - b.position),
    )
  }

  async latest(projection: string, atOrBefore: number): Promise<Snapshot | undefined> {
    return structuredClone(this.#of(projection).findLast(({ position }) => position <= atOrBefore))
  }

  async list(projection: string): Promise<number[]> {
    return this.#of(projection).map(({ position }) => position)
  }

  async drop(projection: string, positions?: readonly number[]): Promise<void> {
    const left = this.#of(projection).filter(({ position }) => positions && !positions.includes(position))
    this.#kept.set(projection, left)
  }

  #of(projection: string): readonly Snapshot[] {
    this.#assertOpen()
    return this.#kept.get(projection) ?? []
  }
}

function copied(snapshot: Snapshot): Snapshot {
  try {
    return structuredClone(snapshot)
  } catch (cause) {
    throw new StorageFailed({ cause })
  }
}
