import { type EventStore, openEventStore } from 'rewindable'
import { expect, test } from 'vitest'
import { moneyDeposited } from '../../../examples/bank-account.ts'
import { asking, changing } from '../../faults/database-faults.ts'
import { type Fault, faultyIndexedDB } from '../../faults/faulty-indexeddb.ts'
import { newName, untilTheEnd } from '../../places.ts'
import { longFile, longLog } from './long-log.ts'

/** A store in which a fault happens to the first operation after it was opened. */
async function openBefore(fault: Fault, name = newName()): Promise<EventStore> {
  await (await openEventStore(name)).close()
  const sound = faultyIndexedDB({ at: Infinity, fault })
  await (await openEventStore(name, { indexedDB: sound.indexedDB })).close()
  const { indexedDB } = faultyIndexedDB({ at: sound.operations() + 1, fault })
  return untilTheEnd(await openEventStore(name, { indexedDB, responseTimeout: 2_000, pollInterval: 0 }))
}

// What is not answered holds its locks until somebody undoes it.

test('a snapshot whose saving is not answered does not stand in the way of saving it again', async () => {
  const store = await openBefore(changing.isLate())
  const snapshot = { projection: 'p', position: 1, eventId: 'e', version: 1, logId: store.logId, state: 7 }
  await store.snapshots.save(snapshot)
  expect(await store.snapshots.latest('p', 1)).toEqual(snapshot)
})

test('a checkpoint whose update is not answered does not stand in the way of updating it again', async () => {
  const store = await openBefore(changing.isLate())
  const checkpoint = { reactor: 'r', logId: store.logId, position: 7, parked: [] }
  expect(await store.checkpoints.update('r', () => checkpoint)).toEqual(checkpoint)
})

test('an import that is not answered does not stand in its own way', async () => {
  const store = await openBefore(changing.isLate())
  expect(await store.importJsonl(await longFile())).toMatchObject({ imported: longLog })
})

test('a tab whose reading is not answered does not keep other tabs from appending for ever', async () => {
  const name = newName()
  const store = await openBefore(asking.isLate(), name)
  const other = untilTheEnd(await openEventStore(name))
  const reading = store.readStream('s')
  expect(await other.append('s', moneyDeposited(1))).toMatchObject({ globalPosition: 1 })
  await reading
})
