import type { CommitRecord } from './commit-record.ts'
import type { Connection } from './connection.ts'
import type { Commits } from './log-end.ts'
import { isMixed } from './mixed-records.ts'
import { packStreams } from './pack-streams.ts'
import { endOf } from './packed-events.ts'
import { Packing } from './packing.ts'
import type { LogDatabase } from './schema.ts'
import type { StreamPage } from './stream-page.ts'

/** The pages of streams, which are stored beside the pages of the log. */
export class StreamPages {
  readonly #packing: Packing
  /** The connection in which commits of pages were compared with the log, and the keys and ids of those that the log has. */
  #proven: { readonly database: LogDatabase; readonly commits: Set<string> } | undefined

  constructor(connection: Connection, lockName: string) {
    // A few hundred events are a few records.
    const options = { worthStarting: 512, lockName }
    this.#packing = new Packing((logEnd) => packStreams(connection, logEnd), options)
  }

  /** False: the log has no pages of streams, and no read found a mixed record, so reads do not look for pages. `undefined`: unknown. */
  exist: boolean | undefined

  /** Starts packing if enough of the log up to these records is not packed, and a record is mixed. */
  found(records: readonly CommitRecord[]): void {
    for (const record of records) if (isMixed(record)) this.reaches(endOf(record))
  }

  /** Notes that the log may have mixed records up to a position. Starts packing if enough events are not packed. */
  reaches(position: number): void {
    this.exist = true
    this.#packing.reaches(position)
  }

  startAgain(): void {
    this.#packing.startAgain()
    this.#proven = undefined
    this.exist = undefined
  }

  /**
   * Returns whether pages belong to this log. A log can lose its end only while no connection is open, so one comparison for each
   * connection and each last commit is enough. The newest page does not prove earlier ones: after an interrupted pass, pages of a rewound
   * log can remain between pages of this log.
   */
  async areOfLog(database: LogDatabase, commits: Pick<Commits, 'get'>, pages: readonly StreamPage[]): Promise<boolean> {
    if (this.#proven?.database !== database) this.#proven = { database, commits: new Set() }
    const proven = this.#proven.commits
    for (const { lastCommit, id } of pages) {
      const key = `${lastCommit} ${id}`
      if (proven.has(key)) continue
      const commit = await commits.get(lastCommit)
      if (commit?.id !== id) return false
      proven.add(key)
    }
    return true
  }
}
