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
  /** The connection in which the pages were compared with the log, and the last commit of these pages. */
  #proven: { readonly database: LogDatabase; readonly until: number } | undefined

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
   * connection is enough. Packing continues only after pages of this log, so the newest page proves all earlier ones.
   */
  async areOfLog(database: LogDatabase, commits: Pick<Commits, 'get'>, pages: readonly StreamPage[]): Promise<boolean> {
    const until = Math.max(...pages.map(({ lastCommit }) => lastCommit))
    if (this.#proven?.database === database && until <= this.#proven.until) return true
    const commit = await commits.get(until)
    if (!commit || commit.id !== pages.find(({ lastCommit }) => lastCommit === until)?.id) return false
    this.#proven = { database, until }
    return true
  }
}
