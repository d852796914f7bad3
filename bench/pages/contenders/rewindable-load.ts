import { deleteEventStore, type EventStore, openEventStore } from 'rewindable'
import { createEventStore } from 'rewindable/adapter'
import type { BankEvent } from '../../../examples/bank-events.ts'
import { type CommitRecord, commitOf } from '../../../test/raw-commit.ts'
import { check } from '../check.ts'
import { bankEvent, type GeneratedLog } from '../generated-events.ts'
import { CapturingStorage } from './capturing-storage.ts'
import { addCommits, openDatabaseOf, readCommits } from './rewindable-database.ts'

const recordsAtOnce = 5_000

/**
 * Fills the empty log of an open store with one commit for each event. The library creates the events. Thousands of commits are then
 * written in one transaction. A sample is compared with commits of the library.
 */
export async function loadSingleCommits(storeName: string, log: GeneratedLog, count: number): Promise<void> {
  await checkSample(log)
  const database = await openDatabaseOf(storeName)
  let records: CommitRecord[] = []
  let writing: Promise<void> = Promise.resolve()
  for await (const record of singleCommits(log, count)) {
    if (records.push(record) < recordsAtOnce) continue
    await writing
    writing = addCommits(database, records)
    records = []
  }
  await writing
  await addCommits(database, records)
  database.close()
}

async function* singleCommits(log: GeneratedLog, count: number): AsyncGenerator<CommitRecord, void, undefined> {
  const storage = new CapturingStorage()
  const made = madeLike(log)
  const store = createEventStore<BankEvent>(storage.asStorage(), made.options)
  for (let index = 0; index < count; index++) {
    await made.append(store, index)
    for (const { data, metadata, ...event } of storage.takeEvents()) {
      const { commandId: _, ...place } = event
      yield commitOf({ ...place, data: JSON.parse(data), metadata: JSON.parse(metadata) })
    }
  }
}

/** Appends the events of a generated log one by one at their recorded times. */
function madeLike(log: GeneratedLog) {
  let now = 0
  return {
    options: { now: () => now, pollInterval: 0 },
    append(store: EventStore<BankEvent>, index: number): Promise<unknown> {
      now = log.recordedAt(index)
      return store.append(log.streamOf(index), bankEvent(index))
    },
  }
}

/** @throws if the directly written records differ from those that the library writes */
async function checkSample(log: GeneratedLog): Promise<void> {
  const name = 'sample'
  const count = log.streams + 10
  const made = madeLike(log)
  const store = await openEventStore<BankEvent>(name, made.options)
  for (let index = 0; index < count; index++) await made.append(store, index)
  await store.close()
  const database = await openDatabaseOf(name)
  const stored = await readCommits(database)
  database.close()
  await deleteEventStore(name)

  check('records of the sample', stored.length, count)
  let index = 0
  for await (const record of singleCommits(log, count)) check('record', shape(record), shape(stored[index++]))
}

/** Returns a record as text, without its random id and its checksum. */
function shape(record: CommitRecord | undefined): string {
  const text = JSON.stringify(record) ?? 'none'
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'random')
    .replace(/"id":"[^"]{11}"/, '"id"')
    .replace(/"checksum":\d+/, '"checksum"')
}
