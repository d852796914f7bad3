import { type EventStore, LogCorrupted, Projection, reconstructState } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { accountOpened, type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, rejectionOf } from '../awaiting.ts'
import { damageCommit, loseCommit } from '../faults/raw-database.ts'
import { inIndexedDB, newName } from '../places.ts'

/** Ten deposits of 1, 2, 3 … in commits of their own. */
async function openTenDeposits(): Promise<{ name: string; store: EventStore<BankEvent> }> {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name)
  for (let amount = 1; amount <= 10; amount += 1) await store.append('s', moneyDeposited(amount))
  return { name, store }
}

const damages: [string, (name: string) => Promise<void>][] = [
  ['is cut off', (name) => damageCommit(name, 5, (commit) => ({ ...commit, events: commit.events.slice(0, 40) }))],
  ['is missing', (name) => loseCommit(name, 5)],
  ['lost its events', (name) => damageCommit(name, 5, (commit) => ({ ...commit, events: '[]' }))],
  [
    'holds other events',
    (name) =>
      damageCommit(name, 5, (commit) => ({
        ...commit,
        events: '[["an id","MoneyDeposited",{"amount":6},{},"s",6,1]]',
      })),
  ],
]

describe.each(damages)('a log of ten whose fifth commit %s', (_, damage) => {
  test('reads as LogCorrupted at position 5, in both directions', async () => {
    const { name, store } = await openTenDeposits()
    await damage(name)
    for (const direction of ['forward', 'backward'] as const) {
      const error = await rejectionOf(collect(store.readAll({ direction })))
      expect(error).toBeInstanceOf(LogCorrupted)
      expect(error).toMatchObject({ position: 5 })
    }
    expect(await rejectionOf(collect(store.readAll({ fromPosition: 5, toPosition: 5 })))).toMatchObject({ position: 5 })
  })

  test('stays readable before it and behind it', async () => {
    const { name, store } = await openTenDeposits()
    await damage(name)
    expect(positions(await collect(store.readAll({ toPosition: 4 })))).toEqual([1, 2, 3, 4])
    expect(positions(await collect(store.readAll({ fromPosition: 6 })))).toEqual([6, 7, 8, 9, 10])
    expect(positions(await collect(store.readAll({ fromPosition: 6, direction: 'backward' })))).toEqual([
      10, 9, 8, 7, 6,
    ])
    expect(positions((await store.readStream('s', { toVersion: 4 })).events)).toEqual([1, 2, 3, 4])
    expect(await reconstructState(store, balance, { atPosition: 4 })).toBe(10)
  })

  test('delivers what lies before it, and then throws', async () => {
    const { name, store } = await openTenDeposits()
    await damage(name)
    const seen: number[] = []
    const reading = (async () => {
      for await (const { globalPosition } of store.readAll()) seen.push(globalPosition)
    })()
    expect(await rejectionOf(reading)).toMatchObject({ code: 'LogCorrupted', position: 5 })
    expect(seen).toEqual([1, 2, 3, 4])
  })

  test('leaves a projection that catches up standing before it', async () => {
    const { name, store } = await openTenDeposits()
    await damage(name)
    const projection = new Projection(store, balance)
    expect(await rejectionOf(projection.catchUp())).toBeInstanceOf(LogCorrupted)
    expect([projection.position, projection.state]).toEqual([4, 10])
  })

  test('reads as LogCorrupted by stream too', async () => {
    const { name, store } = await openTenDeposits()
    await damage(name)
    for (const direction of ['forward', 'backward'] as const) {
      expect(await rejectionOf(store.readStream('s', { direction }))).toBeInstanceOf(LogCorrupted)
    }
  })

  test('is still appended to', async () => {
    const { name, store } = await openTenDeposits()
    await damage(name)
    expect(await store.append('s', moneyDeposited(11))).toMatchObject({ globalPosition: 11, streamVersion: 11 })
  })
})

test('a stream that lost a commit says at which position at the earliest', async () => {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name)
  for (const streamId of ['a', 'b', 'a', 'b', 'a']) await store.append(streamId, accountOpened('Ada', 0))
  await loseCommit(name, 3)
  expect(await rejectionOf(store.readStream('a'))).toMatchObject({ code: 'LogCorrupted', position: 2 })
  expect((await store.readStream('b')).version).toBe(2)
})

function positions(events: readonly { globalPosition: number }[]): number[] {
  return events.map(({ globalPosition }) => globalPosition)
}
