import type { LogView, Tail } from '../../log/log-storage.ts'
import type { CommitRecord } from './commit-record.ts'
import { endOf } from './packed-events.ts'
import type { LogDatabase } from './schema.ts'

const mostHeadsKept = 10_000

/**
 * Remembers the end of the log and the versions of streams from earlier commits, so that an append needs no read. The write verifies that
 * the remembered values are current: it adds a commit with the key `tail + 1`. If another tab appended first, the key is taken and nothing
 * is written. Then the storage decides again inside the write transaction.
 */
export class RememberedLog {
  /** The versions of streams at {@link RememberedLog.#tail}. */
  readonly #heads = new Map<string, number>()
  #tail: Tail | undefined
  #database: LogDatabase | undefined

  /** Returns the remembered view, or `undefined` if it does not have all these streams. */
  view(streamIds: readonly string[]): LogView | undefined {
    if (!this.#tail || !streamIds.every((streamId) => this.#heads.has(streamId))) return undefined
    return { tail: this.#tail, heads: this.#heads, recordedCommands: new Map(), mayBeOutdated: true }
  }

  /**
   * Returns whether the view is from this connection. If not, the log may have been rewound, and a write after this view would not fail.
   */
  isOf(database: LogDatabase): boolean {
    return this.#database === database
  }

  /** Remembers the view that a transaction read. */
  read(database: LogDatabase, { tail, heads }: LogView): void {
    if (database !== this.#database || tail.position !== this.#tail?.position) this.#heads.clear()
    this.#database = database
    this.#tail = tail
    for (const [streamId, version] of heads) this.#heads.set(streamId, version)
  }

  /** Remembers the stored records. */
  wrote(records: readonly CommitRecord[]): void {
    const last = records.at(-1)
    if (!last) return
    this.#tail = { position: endOf(last), recordedAt: last.recordedAt }
    if (this.#heads.size > mostHeadsKept) this.#heads.clear()
    for (const { streams } of records) {
      for (const [streamId, version] of streams) this.#heads.set(streamId, version)
    }
  }

  forget(): void {
    this.#tail = undefined
    this.#heads.clear()
  }
}
