import {
  type EventStore,
  exportJsonl,
  importJsonl,
  LiveProjection,
  LogCorrupted,
  openMemoryEventStore,
  Projection,
  verifyLog,
} from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually, rejectionOf } from '../async-results.ts'
import { damageCommit } from '../faults/raw-database.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { openTenDeposits, positions } from './open-ten-deposits.ts'

/** The fields of a stored commit, without their types. */
type Fields = Readonly<Record<string, unknown>>

/** Ways to damage a commit: a field, the kind of damage, and the new value. `undefined` removes the field. */
const damages: [field: string, what: string, change: (commit: Fields) => Fields][] = [
  ['count', 'is one more', ({ count }) => ({ count: Number(count) + 1 })],
  ['count', 'is none', () => ({ count: 0 })],
  ['count', 'is negative', () => ({ count: -7 })],
  ['count', 'is a fraction', () => ({ count: 1.5 })],
  ['count', 'is NaN', () => ({ count: Number.NaN })],
  ['count', 'is endless', () => ({ count: Number.POSITIVE_INFINITY })],
  ['count', 'is a string', ({ count }) => ({ count: String(count) })],
  ['count', 'is missing', () => ({ count: undefined })],
  ['id', 'is another', () => ({ id: crypto.randomUUID() })],
  ['id', 'is missing', () => ({ id: undefined })],
  ['events', 'have another amount', ({ events }) => ({ events: String(events).replace('"amount":', '"amount":9') })],
  ['events', 'have an additional space', ({ events }) => ({ events: String(events).replace('[[', '[ [') })],
  ['events', 'are truncated', ({ events }) => ({ events: String(events).slice(0, -1) })],
  ['events', 'are empty', () => ({ events: '' })],
  ['events', 'are none', () => ({ events: '[]' })],
  ['events', 'are a number', () => ({ events: 5 })],
  ['events', 'are nothing', () => ({ events: null })],
  ['events', 'are an array', () => ({ events: [['an id', 'MoneyDeposited', { amount: 5 }, {}, 's', 5, 1]] })],
  ['events', 'are missing', () => ({ events: undefined })],
  ['checksum', 'is another', ({ checksum }) => ({ checksum: (Number(checksum) + 1) % 2 ** 32 })],
  ['checksum', 'is a string', ({ checksum }) => ({ checksum: String(checksum) })],
  ['checksum', 'is missing', () => ({ checksum: undefined })],
]

function damage(name: string, position: number, change: (commit: Fields) => Fields): Promise<void> {
  return damageCommit(name, position, (commit) => Object.assign({ ...commit }, change(commit)))
}

describe.each(damages)('a commit whose %s %s', (field, what, change) => {
  test(`every read rejects with LogCorrupted at a commit whose ${field} ${what}, and not before it`, async () => {
    const { name, store } = await openTenDeposits()
    await damage(name, 5, change)
    const atFive = { code: 'LogCorrupted', position: 5 }

    const seen: number[] = []
    const readings: (() => Promise<unknown>)[] = [
      () => see(store.readAll(), seen),
      () => see(store.subscribe(), seen),
      () => collect(store.readAll({ direction: 'backward' })),
      () => collect(store.readAll({ fromPosition: 5, toPosition: 5 })),
      () => exportJsonl(store).pipeTo(new WritableStream()),
      () => store.readStream('s'),
      () => store.readStream('s', { direction: 'backward' }),
      () => store.readStream('s', { fromVersion: 5, limit: 1 }),
    ]
    for (const reading of readings) expect(await rejectionOf(reading())).toMatchObject(atFive)
    expect(seen).toEqual([1, 2, 3, 4, 1, 2, 3, 4])

    expect(positions(await collect(store.readAll({ toPosition: 4 })))).toEqual(upTo(4))
    expect(positions(await collect(store.readAll({ fromPosition: 6 })))).toEqual([6, 7, 8, 9, 10])
    expect(positions((await store.readStream('s', { toVersion: 4 })).events)).toEqual(upTo(4))
  })

  test(`projections stop before a commit whose ${field} ${what}, and verifyLog reports that commit`, async () => {
    const { name, store } = await openTenDeposits()
    await damage(name, 5, change)
    const projection = new Projection(store, balance)
    expect(await rejectionOf(projection.catchUp())).toBeInstanceOf(LogCorrupted)
    expect([projection.position, projection.state]).toEqual([4, 10])
    const live = new LiveProjection(store, balance)
    await eventually(() => expect(live.status).toBe('failed'))
    expect(live.error).toMatchObject({ code: 'LogCorrupted', position: 5 })

    const { soundUntil, lastPosition, damage: found } = await verifyLog(store)
    expect([soundUntil, lastPosition, found?.position]).toEqual([4, 10, 5])
    const saved = await openMemoryEventStore<BankEvent>()
    await importJsonl(saved, exportJsonl(store, { toPosition: soundUntil }))
    expect(await collect(saved.readAll())).toEqual(await collect(store.readAll({ toPosition: 4 })))
  })

  test(`an append after a last commit whose ${field} ${what} rejects, and earlier events stay readable`, async () => {
    const { name, store } = await openTenDeposits()
    await store.close()
    await damage(name, 10, change)
    const again = await inIndexedDB<BankEvent>(name)
    expect(await again.lastPosition()).toBe(10)
    expect(positions(await collect(again.readAll({ toPosition: 9 })))).toEqual(upTo(9))
    expect(await rejectionOf(collect(again.readAll()))).toMatchObject({ code: 'LogCorrupted', position: 10 })
    expect(await rejectionOf(again.readCommand('the tenth'))).toMatchObject({ code: 'LogCorrupted', position: 10 })
    await expectToRefuse(again, 10)
    expect(await verifyLog(again)).toMatchObject({ soundUntil: 9, damage: { position: 10 } })
  })
})

test.each<[string, (commit: Fields) => Fields]>([
  ['is missing', () => ({ recordedAt: undefined })],
  ['is a string', ({ recordedAt }) => ({ recordedAt: String(recordedAt) })],
  ['is NaN', () => ({ recordedAt: Number.NaN })],
])('an append after a commit whose time %s rejects with LogCorrupted', async (_, change) => {
  const { name, store } = await openTenDeposits()
  await store.close()
  await damage(name, 10, change)
  const again = await inIndexedDB<BankEvent>(name)
  await expectToRefuse(again, 10)
  expect(positions(await collect(again.readAll()))).toEqual(upTo(10))
})

test('readStream rejects if the indexed version of a commit is lower than the version of its events', async () => {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name)
  await store.append('s', [moneyDeposited(1), moneyDeposited(2), moneyDeposited(3)])
  await damage(name, 1, () => ({ streams: [['s', 2]] }))
  expect(await rejectionOf(store.readStream('s'))).toMatchObject({ code: 'LogCorrupted', position: 3 })
})

async function see(events: AsyncIterable<{ globalPosition: number }>, seen: number[]): Promise<void> {
  for await (const { globalPosition } of events) seen.push(globalPosition)
}

async function expectToRefuse(store: EventStore<BankEvent>, position: number): Promise<void> {
  const refused = { code: 'LogCorrupted', position }
  expect(await rejectionOf(store.append('s', moneyDeposited(11)))).toMatchObject(refused)
  expect(await rejectionOf(store.append('new', moneyDeposited(11), { expectedVersion: 0 }))).toMatchObject(refused)
  expect(await store.lastPosition()).toBe(position)
}
