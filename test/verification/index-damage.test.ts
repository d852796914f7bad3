import {
  type CommitRecord,
  createEventStore,
  type EventStore,
  type LogInspection,
  type LogStorage,
  openEventStore,
  verifyLog,
} from 'rewindable'
import { MemoryStorage } from 'rewindable/testing'
import { describe, expect, test } from 'vitest'
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

/** Opens a log of six commits in a storage whose index is faulty. */
type OpenFaulty = (fault: IndexFault) => Promise<EventStore>

async function fill(store: EventStore): Promise<void> {
  for (const turn of upTo(6)) await store.append('s', moneyDeposited(turn), { commandId: `command ${turn}` })
}

const inFaultyIndexedDB: OpenFaulty = async (fault) => {
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
  // Both indexes have one entry for each commit, so a smaller count is that of the first commits.
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

class FaultyMemory extends MemoryStorage implements LogStorage {
  fault: IndexFault | undefined

  override async openInspection(): Promise<LogInspection> {
    const inspection = await super.openInspection()
    const { fault } = this
    const lead = (index: IndexName, found: readonly (number | undefined)[], turns: readonly number[]) =>
      found.map((position, entry) => {
        if (fault?.index !== index) return position
        if ('missing' in fault && turns[entry] === fault.missing) return undefined
        return 'misleading' in fault && turns[entry] === fault.misleading ? fault.to : position
      })
    return {
      records: (from, maxRecords) => inspection.records(from, maxRecords),
      pages: (from, maxPages) => inspection.pages(from, maxPages),
      dropPages: () => inspection.dropPages(),
      findStreams: async (heads: CommitRecord['streams']) =>
        lead('byStream', await inspection.findStreams(heads), heads.map(turnIn)),
      findCommands: async (commandIds) =>
        lead('byCommand', await inspection.findCommands(commandIds), commandIds.map(turnIn)),
      indexSizes: async () => {
        const { streams, commands } = await inspection.indexSizes()
        const besides = fault && 'besides' in fault ? fault.besides : 0
        return fault?.index === 'byStream'
          ? { streams: streams + besides, commands }
          : { streams, commands: commands + besides }
      },
    }
  }
}

const inFaultyMemory: OpenFaulty = async (fault) => {
  const storage = new FaultyMemory(newName())
  const store = untilTheEnd(createEventStore(storage))
  await fill(store)
  storage.fault = fault
  return store
}

describe.each([
  { place: 'IndexedDB', open: inFaultyIndexedDB },
  { place: 'memory', open: inFaultyMemory },
])('verifyLog with faulty indexes in $place', ({ open }) => {
  test.each<[what: string, firstBad: number, fault: IndexFault]>([
    ['the stream index lacks a commit', 4, { index: 'byStream', missing: 4 }],
    ['the command index lacks a commit', 4, { index: 'byCommand', missing: 4 }],
    ['the stream index leads to another commit', 2, { index: 'byStream', misleading: 2, to: 5 }],
    ['the command index leads to another commit', 2, { index: 'byCommand', misleading: 2, to: 5 }],
    ['the stream index has a wrong number of entries', 7, { index: 'byStream', besides: -1 }],
    ['the command index has a wrong number of entries', 7, { index: 'byCommand', besides: -1 }],
  ])('verifyLog reports damage if %s: position %i', async (_, firstBad, fault) => {
    const { damage, soundUntil } = await verifyLog(await open(fault))
    expect([damage?.code, damage?.position, soundUntil]).toEqual(['LogCorrupted', firstBad, firstBad - 1])
    expect(damage?.message).toContain('index')
  })

  test('verifyLog reports no damage if the indexes are correct', async () => {
    const store = await open({ index: 'byStream', missing: 77 })
    expect(await verifyLog(store)).toEqual({ soundUntil: 6, lastPosition: 6 })
  })
})
