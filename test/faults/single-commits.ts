import { createEventStore, type NewEvent, openEventStore, type PlainEvent } from 'rewindable'
import { MemoryStorage } from 'rewindable/testing'
import { openRaw } from './raw-database.ts'

/** Creates a store with one commit for each event. Writing the records directly is faster than separate appends. */
export async function storeOfSingleCommits<E extends PlainEvent<E>>(
  storeName: string,
  appends: Iterable<{ readonly streamId: string; readonly event: NewEvent<E>; readonly commandId?: string }>,
  options: { readonly now?: () => number } = {},
): Promise<void> {
  const memory = createEventStore<E>(new MemoryStorage(storeName), options)
  for (const { streamId, event, ...command } of appends) await memory.append(streamId, event, command)
  const records = await (await memory.inspect()).records(1, Infinity)

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
