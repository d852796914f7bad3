import { type NewEvent, openEventStore, type PlainEvent } from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import { type CommitRecord, commitOf } from '../raw-commit.ts'
import { openRaw } from './raw-database.ts'

/** Creates a store with one commit for each event. Writing the records directly is faster than separate appends. */
export async function storeOfSingleCommits<E extends PlainEvent<E>>(
  storeName: string,
  appends: Iterable<{ readonly streamId: string; readonly event: NewEvent<E>; readonly commandId?: string }>,
  options: { readonly now?: () => number } = {},
): Promise<void> {
  const memory = createEventStore<E>(new MemoryStorage(storeName), options)
  for (const { streamId, event, ...command } of appends) await memory.append(streamId, event, command)
  const records: CommitRecord[] = []
  for await (const event of memory.readAll()) records.push(commitOf(event))

  await (await openEventStore(storeName)).close()
  const database = await openRaw(storeName)
  const transaction = database.transaction('commits', 'readwrite')
  for (const record of records) transaction.objectStore('commits').add(record)
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve
    transaction.onabort = reject
  })
  database.close()
}
