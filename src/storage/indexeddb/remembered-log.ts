import type { LogView, Tail } from '../../log/log-storage.ts'
import type { CommitRecord } from './commit-record.ts'
import { endOf } from './packed-events.ts'
import type { LogDatabase } from './schema.ts'

const mostHeadsKept = 10_000

/**
 * The end of the log and the versions of streams, remembered from earlier commits, so that an append needs no read. Memory is proved by
 * the write: a commit is added under the key `tail + 1`. If another tab appended since, the key is taken, nothing is written, and the
 * decision is made again inside the transaction that writes.
 */
export class RememberedLog {
  /** Versions as of {@link RememberedLog.#tail}: forgotten together with it. */
  readonly #heads = new Map<string, number>()
  #tail: Tail | undefined
  #database: LogDatabase | undefined

  /** Returns what is remembered, if it holds all these streams. */
  view(streamIds: readonly string[]): LogView | undefined {
    if (!this.#tail || !streamIds.every((streamId) => this.#heads.has(streamId))) return undefined
    return { tail: this.#tail, heads: this.#heads, recordedCommands: new Map(), mayBeOutdated: true }
  }

  /** Whether this connection is the one that memory came from. On another one, the log may have lost its end since, and no key is taken. */
  isOf(database: LogDatabase): boolean {
    return this.#database === database
  }

  /** Remembers what a transaction read. */
  read(database: LogDatabase, { tail, heads }: LogView): void {
    if (database !== this.#database || tail.position !== this.#tail?.position) this.#heads.clear()
    this.#database = database
    this.#tail = tail
    for (const [streamId, version] of heads) this.#heads.set(streamId, version)
  }

  /** Remembers what was stored. */
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
