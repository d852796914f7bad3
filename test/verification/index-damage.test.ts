import { type EventStore, openEventStore, verifyLog } from 'rewindable'
import { createEventStore, MemoryStorage, type ReadRange, type StreamChunks } from 'rewindable/adapter'
import { expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { newName, untilTheEnd } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'

type IndexName = 'byStream' | 'byCommand'

/** A fault of an index: a missing entry, an entry that leads to another commit, or a wrong number of entries. */
type IndexFault = { readonly index: IndexName } & (
  | { readonly missing: number }
  | { readonly misleading: number; readonly to: number }
  | { readonly besides: number }
)

async function fill(store: EventStore): Promise<void> {
  for (const turn of upTo(6)) await store.append('s', moneyDeposited(turn), { commandId: `command ${turn}` })
}

/** Opens a log of six commits, whose index has a fault from now on. */
async function openFaulty(fault: IndexFault): Promise<EventStore> {
  let isOn = false
  const indexedDB = watchedIndexedDB({
    onTransaction: (transaction) => {
      if (isOn && transaction.objectStoreNames.contains('commits')) harm(transaction.objectStore('commits'), fault)
    },
  })
  const store = untilTheEnd(await openEventStore(newName(), { indexedDB }))
  await fill(store)
  isOn = true
  return store
}

function harm(commits: IDBObjectStore, fault: IndexFault): void {
  const index = commits.index(fault.index)
  const { getKey, count } = { getKey: index.getKey.bind(index), count: index.count.bind(index) }
  index.getKey = (query) => {
    const turn = turnIn(query)
    if ('missing' in fault && turn === fault.missing) return getKey(['nowhere', 0])
    if ('misleading' in fault && turn === fault.misleading) return getKey(keyOf(fault.index, fault.to))
    return getKey(query)
  }
  // Both indexes have one entry for each commit, so a smaller count belongs to the first commits.
  index.count = () =>
    'besides' in fault ? count(IDBKeyRange.upperBound(keyOf(fault.index, 6 + fault.besides))) : count()
  const indexOf = commits.index.bind(commits)
  commits.index = (name) => (name === fault.index ? index : indexOf(name))
}

function turnIn(query: unknown): number {
  return Number(Array.isArray(query) ? query[1] : String(query).split(' ')[1])
}

function keyOf(index: IndexName, turn: number): IDBValidKey {
  return index === 'byStream' ? ['s', turn] : `command ${turn}`
}

test.each<[what: string, firstBad: number, fault: IndexFault]>([
  ['streams does not lead to a commit', 4, { index: 'byStream', missing: 4 }],
  ['commands does not lead to a commit', 4, { index: 'byCommand', missing: 4 }],
  ['streams leads to another commit', 2, { index: 'byStream', misleading: 2, to: 5 }],
  ['commands leads to another commit', 2, { index: 'byCommand', misleading: 2, to: 5 }],
  ['streams has another number of entries than the commits have names', 7, { index: 'byStream', besides: -1 }],
  ['commands has another number of entries than the commits have names', 7, { index: 'byCommand', besides: -1 }],
])('verifyLog reports that the index of %s, at position %i', async (_, firstBad, fault) => {
  const { damage, soundUntil } = await verifyLog(await openFaulty(fault))
  expect([damage?.code, damage?.position, soundUntil]).toEqual(['LogCorrupted', firstBad, firstBad - 1])
  expect(damage?.message).toContain('index')
})

test('verifyLog reports no damage if the index is correct', async () => {
  const store = await openFaulty({ index: 'byStream', missing: 77 })
  expect(await verifyLog(store)).toEqual({ soundUntil: 6, lastPosition: 6 })
})

/** A storage in which an event of the log is missing from its stream. */
class ForgetfulStorage extends MemoryStorage {
  forgotten: string | undefined

  override async readStream(streamId: string, range: ReadRange): Promise<StreamChunks> {
    if (streamId !== this.forgotten) return super.readStream(streamId, range)
    return { version: 0, chunks: [] }
  }
}

test('verifyLog of a log in memory reports a stream that lacks its last event', async () => {
  const storage = new ForgetfulStorage(newName())
  const store = untilTheEnd(createEventStore(storage))
  for (const streamId of ['a', 'b', 'a', 'b', 'c']) await store.append(streamId, moneyDeposited(1))
  expect(await verifyLog(store)).toEqual({ soundUntil: 5, lastPosition: 5 })
  storage.forgotten = 'b'
  const { damage, soundUntil } = await verifyLog(store)
  expect([damage?.code, damage?.position, soundUntil]).toEqual(['LogCorrupted', 4, 3])
  expect(damage?.message).toContain('"b"')
})
