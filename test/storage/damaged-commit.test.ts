import { type EventStore, LiveProjection, LogCorrupted, openMemoryEventStore, Projection, verifyLog } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually, rejectionOf } from '../awaiting.ts'
import { damageCommit } from '../faults/raw-database.ts'
import { inIndexedDB, newName } from '../places.ts'
import { upTo } from '../projection/telling-projections.ts'
import { openTenDeposits, positions } from './ten-deposits.ts'

/** What can be stored in place of a field, whatever its type says. */
type Fields = Readonly<Record<string, unknown>>

/** A field set to another value; undefined: removed. */
const damages: [field: string, what: string, change: (commit: Fields) => Fields][] = [
  ['count', 'is one more', ({ count }) => ({ count: Number(count) + 1 })],
  ['count', 'is none', () => ({ count: 0 })],
  ['count', 'is less than none', () => ({ count: -7 })],
  ['count', 'is no whole number', () => ({ count: 1.5 })],
  ['count', 'is not a number', () => ({ count: Number.NaN })],
  ['count', 'is endless', () => ({ count: Number.POSITIVE_INFINITY })],
  ['count', 'is a text', ({ count }) => ({ count: String(count) })],
  ['count', 'is missing', () => ({ count: undefined })],
  ['id', 'is another', () => ({ id: crypto.randomUUID() })],
  ['id', 'is missing', () => ({ id: undefined })],
  ['events', 'have another amount', ({ events }) => ({ events: String(events).replace('"amount":', '"amount":9') })],
  ['events', 'have another space', ({ events }) => ({ events: String(events).replace('[[', '[ [') })],
  ['events', 'are cut off', ({ events }) => ({ events: String(events).slice(0, -1) })],
  ['events', 'are empty', () => ({ events: '' })],
  ['events', 'are none', () => ({ events: '[]' })],
  ['events', 'are a number', () => ({ events: 5 })],
  ['events', 'are nothing', () => ({ events: null })],
  ['events', 'are a list', () => ({ events: [['an id', 'MoneyDeposited', { amount: 5 }, {}, 's', 5, 1]] })],
  ['events', 'are missing', () => ({ events: undefined })],
  ['checksum', 'is another', ({ checksum }) => ({ checksum: (Number(checksum) + 1) % 2 ** 32 })],
  ['checksum', 'is a text', ({ checksum }) => ({ checksum: String(checksum) })],
  ['checksum', 'is missing', () => ({ checksum: undefined })],
]

function damage(name: string, position: number, change: (commit: Fields) => Fields): Promise<void> {
  return damageCommit(name, position, (commit) => Object.assign({ ...commit }, change(commit)))
}

describe.each(damages)('a commit whose %s %s', (_field, _what, change) => {
  test('is where reading ends, in every way of reading, and no sooner', async () => {
    const { name, store } = await openTenDeposits()
    await damage(name, 5, change)
    const atFive = { code: 'LogCorrupted', position: 5 }

    const seen: number[] = []
    const readings: (() => Promise<unknown>)[] = [
      () => see(store.readAll(), seen),
      () => see(store.subscribe(), seen),
      () => collect(store.readAll({ direction: 'backward' })),
      () => collect(store.readAll({ fromPosition: 5, toPosition: 5 })),
      () => store.exportJsonl().pipeTo(new WritableStream()),
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

  test('is where projections stand still, and what a verification names', async () => {
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
    await saved.importJsonl(store.exportJsonl({ toPosition: soundUntil }))
    expect(await collect(saved.readAll())).toEqual(await collect(store.readAll({ toPosition: 4 })))
  })

  test('at the end of the log leaves all before it readable, and nothing is put behind it', async () => {
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
  ['is a text', ({ recordedAt }) => ({ recordedAt: String(recordedAt) })],
  ['is not a number', () => ({ recordedAt: Number.NaN })],
])('behind a commit whose time %s nothing is put', async (_, change) => {
  const { name, store } = await openTenDeposits()
  await store.close()
  await damage(name, 10, change)
  const again = await inIndexedDB<BankEvent>(name)
  await expectToRefuse(again, 10)
  expect(positions(await collect(again.readAll()))).toEqual(upTo(10))
})

test('a label that says less than its commit holds is no reason to take a part of a stream for all of it', async () => {
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
