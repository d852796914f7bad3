import { type Snapshot, type SnapshotStorage, StoredSnapshots } from '../log/stored-snapshots.ts'
import { isNameOfRows } from '../projection/stored-rows.ts'
import type { ForkStorage } from './fork-storage.ts'
import type { SharedPast } from './shared-past.ts'

/**
 * The snapshots of a fork: its own, and those of its origin within the shared past. Writes nothing to the origin.
 */
export class ForkSnapshots implements SnapshotStorage {
  readonly #own: SnapshotStorage
  readonly #past: SharedPast
  readonly #logId: string
  /** The projections whose snapshots were dropped in the fork. Their snapshots in the origin are hidden too. */
  readonly #dropped = new Set<string>()

  constructor(fork: ForkStorage) {
    this.#own = new StoredSnapshots(fork.documents)
    this.#past = fork.past
    this.#logId = fork.logId
  }

  save(snapshot: Snapshot): Promise<void> {
    return this.#own.save(snapshot)
  }

  async latest(projection: string, atOrBefore: number): Promise<Snapshot | undefined> {
    const own = await this.#own.latest(projection, atOrBefore)
    const { origin, tail } = this.#past
    if (this.#dropped.has(projection) || (own && own.position >= tail.position && !isNameOfRows(projection))) return own
    // The numbers of documents with rows are not positions.
    const most = isNameOfRows(projection) ? atOrBefore : Math.min(atOrBefore, tail.position)
    const shared = await origin.snapshots.latest(projection, most)
    if (!shared || (own && own.position >= shared.position)) return own
    // A snapshot of another history is not valid for this log either, so the snapshot keeps its `logId`.
    return shared.logId === this.#past.historyId ? { ...shared, logId: this.#logId } : shared
  }

  list(projection: string): Promise<number[]> {
    return this.#own.list(projection)
  }

  async drop(projection: string, positions?: readonly number[]): Promise<void> {
    if (!positions) this.#dropped.add(projection)
    await this.#own.drop(projection, positions)
  }
}
