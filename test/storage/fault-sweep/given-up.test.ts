import { type EventStore, importJsonl, openEventStore } from 'rewindable'
import { expect, test } from 'vitest'
import { moneyDeposited } from '../../../examples/bank-account.ts'
import { asking, changing } from '../../faults/database-faults.ts'
import { type Fault, faultyIndexedDB } from '../../faults/faulty-indexeddb.ts'
import { newName, untilTheEnd } from '../../open-stores.ts'
import { longFile, longLog } from './long-log.ts'

/** Opens a store in which the first operation after the opening is faulty. */
async function openBefore(fault: Fault, name = newName()): Promise<EventStore> {
  await (await openEventStore(name)).close()
  const sound = faultyIndexedDB({ at: Infinity, fault })
  await (await openEventStore(name, { indexedDB: sound.indexedDB })).close()
  const { indexedDB } = faultyIndexedDB({ at: sound.operations() + 1, fault })
  return untilTheEnd(await openEventStore(name, { indexedDB, responseTimeout: 2_000, pollInterval: 0 }))
}

// A transaction without a response keeps its locks until it is aborted.

test('a snapshot save without a response does not block its retry', async () => {
  const store = await openBefore(changing.isLate())
  const snapshot = { projection: 'p', position: 1, eventId: 'e', version: 1, logId: store.logId, state: 7 }
  await store.snapshots.save(snapshot)
  expect(await store.snapshots.latest('p', 1)).toEqual(snapshot)
})

test('a checkpoint update without a response does not block its retry', async () => {
  const store = await openBefore(changing.isLate())
  const checkpoint = { reactor: 'r', logId: store.logId, position: 7, parked: [] }
  expect(await store.checkpoints.update('r', () => checkpoint)).toEqual(checkpoint)
})

test('an import write without a response does not block its retry', async () => {
  const store = await openBefore(changing.isLate())
  expect(await importJsonl(store, await longFile())).toMatchObject({ imported: longLog })
})

test('a read without a response does not block the appends of other tabs after its deadline', async () => {
  const name = newName()
  const store = await openBefore(asking.isLate(), name)
  const other = untilTheEnd(await openEventStore(name))
  const reading = store.readStream('s')
  expect(await other.append('s', moneyDeposited(1))).toMatchObject({ globalPosition: 1 })
  await reading
})
