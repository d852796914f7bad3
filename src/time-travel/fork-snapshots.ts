import type { Snapshot, SnapshotStorage } from '../log/log-storage.ts'
import type { SharedPast } from './shared-past.ts'

/**
 * The snapshots of a fork: its own, and those that its origin has of the past they share, which are as good for the fork.
 * Nothing is saved or dropped in the origin.
 */
export class ForkSnapshots implements SnapshotStorage {
  readonly #own: SnapshotStorage
  readonly #past: SharedPast
  readonly #logId: string
  /** The projections whose snapshots somebody did not want any more: those of the origin neither. */
  readonly #dropped = new Set<string>()

  constructor(own: SnapshotStorage, past: SharedPast, logId: string) {
    this.#own = own
    this.#past = past
    this.#logId = logId
  }

  save(snapshot: Snapshot): Promise<void> {
    return this.#own.save(snapshot)
  }

  async latest(projection: string, atOrBefore: number): Promise<Snapshot | undefined> {
    const own = await this.#own.latest(projection, atOrBefore)
    const { origin, tail } = this.#past
    if (this.#dropped.has(projection) || (own && own.position >= tail.position)) return own
    const shared = await origin.snapshots.latest(projection, Math.min(atOrBefore, tail.position))
    if (!shared || (own && own.position >= shared.position)) return own
    // One that a third log left there is of no use here either, and keeps its mark.
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
