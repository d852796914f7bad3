import {
  defineCollection,
  defineProjection,
  deleteEventStore,
  type EventStore,
  exportJsonl,
  importJsonl,
  LiveProjection,
  openEventStore,
  openMemoryEventStore,
  Projection,
  reconstructState,
  verifyLog,
} from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import { openCollection } from 'rewindable/collections'
import { collect } from '../async-results.ts'
import { newName } from '../open-stores.ts'
import { absent, type Deposited, deposited, testEach, three } from '../undefined-options.ts'

const sum = defineProjection<number, Deposited>({
  name: 'sum',
  ...absent<object>('version'),
  initialState: () => 0,
  when: { Deposited: (sum, { data }) => sum + data.amount },
})
const amounts = defineCollection<{ amount: number }, Deposited>({
  name: 'amounts',
  ...absent<object>('version'),
  create: { Deposited: ({ data }) => ({ amount: data.amount }) },
  indexes: { byAmount: ({ amount }) => amount },
})
const store = ['now', 'newId', 'pollInterval']
const database = ['indexedDB', 'openTimeout', 'responseTimeout']
const filter = ['types', 'streamPrefix']
const range = ['fromPosition', 'toPosition', 'limit', 'direction', 'signal']
const batch = ['commandId', 'durability']

async function closed<Event extends Deposited>(store: EventStore<Event>): Promise<number> {
  const position = await store.lastPosition()
  await store.close()
  return position
}

testEach({
  openEventStore: [
    [...store, ...database, 'onBlocked'],
    async (names) => closed(await openEventStore<Deposited>(newName(), absent(...names))),
  ],
  openMemoryEventStore: [store, async (names) => closed(await openMemoryEventStore<Deposited>(absent(...names)))],
  createEventStore: [
    store,
    async (names) => closed(createEventStore<Deposited>(new MemoryStorage(newName()), absent(...names))),
  ],
  deleteEventStore: [database, (names) => deleteEventStore(newName(), absent(...names))],
  append: [
    [...batch, 'expectedVersion'],
    async (names) => (await (await three()).append('account:1', deposited(4), absent(...names))).streamVersion,
  ],
  appendBatch: [
    batch,
    async (names) => {
      const appends = [{ streamId: 'account:1', events: [deposited(4)], ...absent<object>('expectedVersion') }]
      return (await (await three()).appendBatch(appends, absent(...names))).length
    },
  ],
  'an event': [
    ['id', 'metadata'],
    async (names) =>
      (await (await three()).append('a', { ...deposited(4), ...absent<object>(...names) })).events[0]?.metadata,
  ],
  readStream: [
    ['fromVersion', 'toVersion', 'limit', 'direction'],
    async (names) => (await (await three()).readStream('account:1', absent(...names))).events.length,
  ],
  readAll: [[...filter, ...range], async (names) => (await collect((await three()).readAll(absent(...names)))).length],
  readBatches: [
    [...filter, ...range],
    async (names) => (await collect((await three()).readBatches(absent(...names)))).flat().length,
  ],
  subscribe: [
    [...filter, 'fromPosition', 'signal'],
    async (names) => (await collect((await three()).subscribe(absent(...names)), 3)).length,
  ],
  exportJsonl: [
    ['toPosition', 'signal'],
    async (names) => (await new Response(exportJsonl(await three(), absent(...names))).text()).split('\n').length,
  ],
  importJsonl: [
    ['onProgress', 'signal'],
    async (names) => {
      const copy = await openMemoryEventStore()
      return (await importJsonl(copy, exportJsonl(await three()), absent(...names))).imported
    },
  ],
  verifyLog: [['onProgress', 'signal'], async (names) => verifyLog(await three(), absent(...names))],
  'Projection.catchUp': [
    ['onProgress', 'signal'],
    async (names) => new Projection(await three(), sum).catchUp(absent(...names)),
  ],
  'Projection.rebuild': [
    ['onProgress', 'signal'],
    async (names) => new Projection(await three(), sum).rebuild(absent(...names)),
  ],
  LiveProjection: [
    ['snapshots'],
    async (names) => {
      const live = new LiveProjection(await three(), sum, absent(...names))
      await live.catchUp()
      live.stop()
      return live.state
    },
  ],
  SnapshotPolicy: [
    ['every', 'afterMilliseconds'],
    async (names) => {
      const live = new LiveProjection(await three(), sum, { snapshots: absent(...names) })
      await live.catchUp()
      live.stop()
      return live.state
    },
  ],
  openCollection: [
    ['onError'],
    async (names) => {
      const stored = await openCollection(await three(), amounts, absent(...names))
      const rows = await stored.query('byAmount')
      stored.close()
      return rows
    },
  ],
  'StoredCollection.query': [
    ['from', 'to', 'direction', 'limit', 'after'],
    async (names) => {
      const stored = await openCollection(await three(), amounts)
      const rows = await stored.query('byAmount', absent(...names))
      stored.close()
      return rows
    },
  ],
  reconstructState: [
    ['atPosition', 'atTime', 'streamId', 'atVersion'],
    async (names) => reconstructState(await three(), sum, absent(...names)),
  ],
})
