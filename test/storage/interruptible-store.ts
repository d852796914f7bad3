import { type EventStore, openEventStore, type StoreOptions } from 'rewindable'
import type { BankEvent } from '../../examples/bank-account.ts'
import { withRawStore } from '../faults/raw-database.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { untilTheEnd } from '../places.ts'

/** A store whose connection can be broken, as it breaks when the database process of the browser ends and starts again. */
export async function openInterruptible(
  name: string,
  options: StoreOptions = { pollInterval: 0 },
): Promise<{ store: EventStore<BankEvent>; interrupt: () => void; connections: IDBDatabase[] }> {
  const connections: IDBDatabase[] = []
  const indexedDB = watchedIndexedDB({ onDatabase: (database) => connections.push(database) })
  const store = untilTheEnd(await openEventStore<BankEvent>(name, { ...options, indexedDB }))
  const interrupt = (): void => {
    const connection = connections.at(-1)
    connection?.close()
    connection?.dispatchEvent(databaseEvent('close'))
  }
  return { store, interrupt, connections }
}

/** The log ends at a position again, as after a loss of power, or in a profile put back from a backup. */
export async function goBackTo(name: string, position: number): Promise<void> {
  await withRawStore(name, 'commits', (commits) => commits.delete(IDBKeyRange.lowerBound(position, true)))
}

// An event of the kind that this IndexedDB, real or not, fires itself.
function databaseEvent(type: string): Event {
  const Kind = Object.getPrototypeOf(IDBVersionChangeEvent) as typeof Event
  return new Kind(type)
}
