import { type EventStore, openEventStore, type PlainEvent } from 'rewindable'
import type { BankEvent } from '../../examples/bank-account.ts'
import type { StoreOptions } from '../derived-types.ts'
import { databaseEvent } from '../faults/database-events.ts'
import { withRawStore } from '../faults/raw-database.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { untilTheEnd } from '../open-stores.ts'

/** Opens a store whose connection can be broken, as when the browser's database process restarts. */
export async function openInterruptible<E extends PlainEvent<E> = BankEvent>(
  name: string,
  options: StoreOptions = { pollInterval: 0 },
): Promise<{ store: EventStore<E>; interrupt: () => void; connections: IDBDatabase[] }> {
  const connections: IDBDatabase[] = []
  const indexedDB = watchedIndexedDB({ onDatabase: (database) => connections.push(database) })
  const store = untilTheEnd(await openEventStore<E>(name, { ...options, indexedDB }))
  const interrupt = (): void => {
    const connection = connections.at(-1)
    connection?.close()
    connection?.dispatchEvent(databaseEvent('close'))
  }
  return { store, interrupt, connections }
}

/** Deletes all commits after a position, as a power loss or a restored browser profile does. */
export async function goBackTo(name: string, position: number): Promise<void> {
  await withRawStore(name, 'commits', (commits) => commits.delete(IDBKeyRange.lowerBound(position, true)))
}
