import { LiveProjection, openEventStore, Projection } from 'rewindable'
import { startReactor } from 'rewindable/model'
import { expect, onTestFinished, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { inIndexedDB, newName, untilTheEnd } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { openTimeline } from '../time-travel/timelines.ts'

/** Opens a store that lists its transactions, such as 'readwrite commits'. */
async function openCounted(name: string) {
  const transactions: string[] = []
  const indexedDB = watchedIndexedDB({
    onTransaction: ({ mode, objectStoreNames }) => transactions.push([mode, ...objectStoreNames].join(' ')),
  })
  const store = untilTheEnd(await openEventStore<BankEvent>(name, { indexedDB, pollInterval: 0 }))
  return { store, transactions }
}

const named = (name: string) => ({ ...balance, name })

test('opening a log to the first state from a snapshot needs four transactions', async () => {
  const name = newName()
  const earlier = await inIndexedDB<BankEvent>(name)
  await earlier.append(
    'account:1',
    upTo(500).map(() => moneyDeposited(1)),
  )
  const projection = new Projection(earlier, balance)
  await projection.catchUp()
  await projection.saveSnapshot()
  for (const _ of upTo(100)) await earlier.append('account:1', moneyDeposited(1))
  await earlier.close()

  const { store, transactions } = await openCounted(name)
  const live = new LiveProjection(store, balance, { snapshots: false })
  await eventually(() => expect([live.status, live.state]).toEqual(['live', 600]))
  live.stop()
  expect(transactions).toEqual(['readonly meta', 'readonly commits', 'readonly snapshots', 'readonly commits'])
})

test('with every kind of follower in the tab, an append needs one transaction for its events and one for a reactor', async () => {
  const { store, transactions } = await openCounted(newName())
  await store.append('account:1', moneyDeposited(1))
  let delivered = 0
  let reacted = 0
  void (async () => {
    for await (const _ of store.subscribe()) delivered += 1
  })()
  const live = new LiveProjection(store, balance, { snapshots: false })
  const timeline = await openTimeline(store, named('timeline'))
  const react = (): void => {
    reacted += 1
  }
  const reactor = startReactor(store, { name: 'r', when: { MoneyDeposited: react } })
  onTestFinished(async () => {
    live.stop()
    await reactor.stop()
  })
  await eventually(() => expect(reactor.status).toBe('running'))
  const append = async (total: number): Promise<void> => {
    await store.append('account:1', moneyDeposited(1))
    const shown = (): unknown[] => [live.state, timeline.getSnapshot().state, delivered, reacted + 1]
    await eventually(async () => expect([...shown(), await reactor.position()]).toEqual(upTo(5).map(() => total)))
  }
  await append(2)
  await append(3)
  transactions.length = 0
  await append(4)
  const ownReads = (one: string): boolean => one === 'readonly checkpoints'
  const others = transactions.filter((one) => !ownReads(one))
  expect(others.filter((one) => one !== 'readwrite checkpoints')).toEqual(['readwrite commits'])
  expect(others.length).toBeLessThanOrEqual(2)
})

test('ten projections that catch up together read each event once', async () => {
  const name = newName()
  const earlier = await inIndexedDB<BankEvent>(name)
  for (const _ of upTo(10))
    await earlier.append(
      'account:1',
      upTo(300).map(() => moneyDeposited(1)),
    )
  await earlier.close()
  const { store, transactions } = await openCounted(name)
  const count = async (projections: number): Promise<number> => {
    transactions.length = 0
    const all = upTo(projections).map((number) => new Projection(store, named(`${projections}-${number}`)))
    await Promise.all(all.map((projection) => projection.catchUp()))
    expect(new Set(all.map(({ state }) => state))).toEqual(new Set([3_000]))
    return transactions.length
  }
  // Each projection reads the end of the log. They share all other reads.
  const [one, ten] = [await count(1), await count(10)]
  expect(ten).toBe(one + 9)
})

test('followers read an event of another tab in one transaction', async () => {
  const name = newName()
  const { store, transactions } = await openCounted(name)
  const other = await inIndexedDB<BankEvent>(name)
  await other.append('account:1', moneyDeposited(1))
  const lives = upTo(3).map((number) => new LiveProjection(store, named(`p${number}`), { snapshots: false }))
  onTestFinished(() => {
    for (const live of lives) live.stop()
  })
  const allShow = (total: number): Promise<void> =>
    eventually(() => expect(lives.map(({ state }) => state)).toEqual([total, total, total]))
  await allShow(1)
  transactions.length = 0
  await other.append('account:1', moneyDeposited(1))
  await allShow(2)
  expect(transactions).toEqual(['readonly commits'])
})
