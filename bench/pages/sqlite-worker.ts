import sqlite3InitModule, { type Database, type PreparedStatement } from '@sqlite.org/sqlite-wasm'
import type { BankEvent } from '../../examples/bank-events.ts'
import type { VersionedEvent } from './check.ts'
import { GeneratedLog, type NewEvent, newEvent, type StoredEvent } from './generated-events.ts'
import { HandWrittenLog, type StateName } from './hand-written-log.ts'
import type { SqliteAnswer, SqliteCall } from './sqlite-call.ts'
import type { TotalsAt } from './totals.ts'

const pageSize = 1_000
// The pool has one file for each database and one for its write-ahead log.
const filesAtMost = 20

const schema = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL, stream_id TEXT NOT NULL, version INTEGER NOT NULL, type TEXT NOT NULL,
    recorded_at INTEGER NOT NULL, data TEXT NOT NULL, metadata TEXT NOT NULL, UNIQUE (stream_id, version));
  CREATE TABLE IF NOT EXISTS states (
    name TEXT NOT NULL, position INTEGER NOT NULL, totals TEXT NOT NULL, PRIMARY KEY (name, position)) WITHOUT ROWID;`

const insertEvent =
  'INSERT INTO events (id, stream_id, version, type, recorded_at, data, metadata) VALUES (?,?,?,?,?,?,?)'
const columns = 'position, id, stream_id, version, type, recorded_at, data, metadata'

// Not awaited here, because messages that arrive before the listener exists would be lost.
const opening = sqlite3InitModule().then((sqlite3) => sqlite3.installOpfsSAHPoolVfs({ initialCapacity: filesAtMost }))

/** SQLite in its fastest setup: in a worker with a pool of synchronous file handles. The worker also folds the states. */
class SqliteLog extends HandWrittenLog {
  readonly #database: Database
  readonly #statements = new Map<string, PreparedStatement>()

  constructor(database: Database) {
    super()
    this.#database = database
    this.#database.exec(schema)
  }

  override async append(streamId: string, event: BankEvent, expectedVersion?: number): Promise<void> {
    await this.appendBatch(streamId, [event], expectedVersion)
  }

  override async appendBatch(streamId: string, events: readonly BankEvent[], expectedVersion?: number): Promise<void> {
    this.#database.transaction('IMMEDIATE', () => {
      const [head] = this.#rows('SELECT max(version) FROM events WHERE stream_id = ?', [streamId])
      const version = Number(head?.[0] ?? 0)
      if (expectedVersion !== undefined && version !== expectedVersion) {
        throw new Error(`expected version ${expectedVersion} of ${streamId}, found ${version}`)
      }
      for (const [index, event] of events.entries()) this.#insert(newEvent(event, streamId, version + index + 1))
    })
  }

  override async load(log: GeneratedLog, from: number, to: number): Promise<void> {
    for (const events of log.batches(from, to)) {
      this.#database.transaction(() => {
        for (const event of events) this.#insert(event)
      })
    }
  }

  override async readStream(streamId: string): Promise<readonly VersionedEvent[]> {
    return this.#rows(`SELECT ${columns} FROM events WHERE stream_id = ? ORDER BY version`, [streamId]).map(eventOf)
  }

  override async close(): Promise<void> {
    for (const statement of this.#statements.values()) statement.finalize()
    this.#database.close()
  }

  protected override async eachPage(
    after: number,
    atPosition: number,
    onPage: (events: readonly BankEvent[]) => void,
  ): Promise<void> {
    const query = `SELECT ${columns} FROM events WHERE position > ? AND position <= ? ORDER BY position LIMIT ${pageSize}`
    for (let last = after; last < atPosition; ) {
      const events = this.#rows(query, [last, atPosition]).map(eventOf)
      onPage(events)
      if (events.length < pageSize) return
      last += events.length
    }
  }

  protected override async saveState(name: StateName, { position, totals }: TotalsAt): Promise<void> {
    this.#run('INSERT OR REPLACE INTO states VALUES (?,?,?)', [name, position, JSON.stringify(totals)])
  }

  protected override async latestState(name: StateName, atOrBefore: number): Promise<TotalsAt | undefined> {
    const query = 'SELECT position, totals FROM states WHERE name = ? AND position <= ? ORDER BY position DESC LIMIT 1'
    const [row] = this.#rows(query, [name, atOrBefore])
    return row && { position: Number(row[0]), totals: JSON.parse(String(row[1])) }
  }

  #insert({ id, streamId, version, type, recordedAt, data, metadata }: NewEvent): void {
    const [dataText, metadataText] = [JSON.stringify(data), JSON.stringify(metadata)]
    this.#run(insertEvent, [id, streamId, version, type, recordedAt, dataText, metadataText])
  }

  #run(sql: string, values: (string | number)[]): void {
    this.#prepared(sql).bind(values).stepReset()
  }

  #rows(sql: string, values: (string | number)[]): unknown[][] {
    const statement = this.#prepared(sql).bind(values)
    const rows: unknown[][] = []
    while (statement.step()) rows.push(statement.get([]))
    statement.reset()
    return rows
  }

  #prepared(sql: string): PreparedStatement {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

function eventOf([position, id, streamId, version, type, recordedAt, data, metadata]: unknown[]): StoredEvent {
  const [dataRead, metadataRead] = [JSON.parse(String(data)), JSON.parse(String(metadata))]
  // Sound: `#insert` wrote these columns.
  return { type, data: dataRead, id, streamId, version, recordedAt, metadata: metadataRead, position } as StoredEvent
}

const logs = new Map<string, SqliteLog>()

async function answer({ log: name, method, values }: SqliteCall): Promise<unknown> {
  const pool = await opening
  if (method === 'remove') return pool.unlink(`/${name}`)
  const log = logs.get(name) ?? new SqliteLog(new pool.OpfsSAHPoolDb(`/${name}`))
  logs.set(name, log)
  if (method === 'open') return undefined
  if (method === 'close') logs.delete(name)
  if (method === 'load') return log.load(new GeneratedLog(Number(values[0])), Number(values[1]), Number(values[2]))
  // Sound: each call has the arguments of its method.
  const call = log[method] as (...values: readonly unknown[]) => Promise<unknown>
  return call.apply(log, [...values])
}

addEventListener('message', async ({ data }: MessageEvent<SqliteCall>) => {
  const answered = await answer(data).then(
    (result): SqliteAnswer => ({ id: data.id, result }),
    (error): SqliteAnswer => ({ id: data.id, error: String(error) }),
  )
  postMessage(answered)
})
