import { type EventStore, Projection, reconstructState, verifyLog } from 'rewindable'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually } from '../awaiting.ts'
import { loseCommit, openRaw, withRawStore } from '../faults/raw-database.ts'
import { inIndexedDB, newName } from '../places.ts'
import { upTo } from '../projection/telling-projections.ts'
import { rawEvents } from '../raw-events.ts'
import { sealed } from '../verification/forged-commit.ts'
import { events, manySmallCommits, type Page, packed, packedLog, pagesOf } from './packed-log.ts'

const amountsOf = async (store: EventStore<BankEvent>, options = {}): Promise<unknown[]> =>
  (await collect(store.readAll(options))).map(({ data }) => (data as { amount: number }).amount)

describe('a long log of small commits', () => {
  test('is packed into pages that hold all its events once, in order, in records of a good size', async () => {
    const { name } = await packedLog()
    const pages = await pagesOf(name)
    expect(pages.flatMap(rawEvents).map(({ globalPosition }) => globalPosition)).toEqual(upTo(packed))
    for (const { events } of pages) expect(events.length).toBeLessThan(64 * 1024)
    expect(pages.length).toBeLessThan(40)
  })

  test('is the same whether it is read from pages or from commits, from and to any position', async () => {
    const { name, store } = await packedLog()
    const ranges = [
      [1, events],
      [1, 100],
      [17, 400],
      [1_020, 1_030],
      [1_024, 2_200],
      [3_000, 4_300],
      [4_090, 4_500],
    ] as const
    const read = () =>
      Promise.all(ranges.map(([fromPosition, toPosition]) => amountsOf(store, { fromPosition, toPosition })))
    const fromPages = await read()
    await withRawStore(name, 'pages', (pages) => pages.clear())
    expect(await read()).toEqual(fromPages)
    expect(fromPages).toEqual(ranges.map(([from, to]) => upTo(to).slice(from - 1)))
  })

  test('gives each event once while it is packed under the reader', async () => {
    const { name, store } = await packedLog()
    const pages = await pagesOf(name)
    await withRawStore(name, 'pages', (pages) => pages.clear())
    const amounts: unknown[] = []
    for await (const page of store.readBatches()) {
      for (const { data } of page) amounts.push((data as { amount: number }).amount)
      for (const page of pages.splice(0)) await withRawStore(name, 'pages', (store) => store.put(page))
    }
    expect(amounts).toEqual(upTo(events))
  })

  test('is read from pages once there are some', async () => {
    const { name, store } = await packedLog()
    // Only what is not in the commits shows where it was read.
    await loseCommit(name, 500)
    expect(await amountsOf(store)).toEqual(upTo(events))
  })

  test('in which a page is missing is read on from commits, and from pages again', async () => {
    const { name, store } = await packedLog()
    const [, second, , fourth] = await pagesOf(name)
    await withRawStore(name, 'pages', (pages) => pages.delete(second?.position ?? 0))
    await withRawStore(name, 'pages', (pages) => pages.delete(fourth?.position ?? 0))
    expect(await amountsOf(store)).toEqual(upTo(events))
  })
})

test('pages that are dropped while others are made leave no gap that is never filled', async () => {
  const { name, store } = await manySmallCommits()
  const raw = await openRaw(name)
  onTestFinished(() => raw.close())
  let notes = 0
  const { put } = IDBObjectStore.prototype
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
    if (key === 'pages' && ++notes === 1) {
      // Waits for the transaction that makes the first note, and comes before the next.
      const transaction = raw.transaction(['pages', 'meta'], 'readwrite')
      transaction.objectStore('pages').clear()
      transaction.objectStore('meta').delete('pages')
    }
    return put.call(this, value, key)
  })
  onTestFinished(() => void vi.restoreAllMocks())
  await collect(store.readAll())
  await eventually(() => expect(notes).toBeGreaterThan(0))
  await eventually(async () => {
    const nextVisit = await inIndexedDB<BankEvent>(name)
    await collect(nextVisit.readAll())
    expect((await pagesOf(name)).flatMap(rawEvents).map(({ globalPosition }) => globalPosition)).toEqual(upTo(packed))
    await nextVisit.close()
  })
})

describe('a page', () => {
  test.each<[string, (page: Page) => Page]>([
    [
      'in which one character changed',
      (page) => ({ ...page, events: page.events.replace('"amount":1', '"amount":7') }),
    ],
    ['that is cut off', (page) => ({ ...page, events: page.events.slice(0, -10) })],
    ['that says it holds fewer events', (page) => ({ ...page, count: page.count - 1 })],
    ['that says it holds more events', (page) => ({ ...page, count: page.count + 1 })],
    ['that says it holds no events', (page) => ({ ...page, count: 0 })],
    ['that says it holds fewer than none', (page) => ({ ...page, count: -5 })],
    ['that does not say how many events it holds', ({ count, ...page }) => page as Page],
    ['that does not say which commit was its last', ({ lastCommit, ...page }) => page as Page],
    [
      'whose columns are not of one length',
      (page) => sealed({ ...page, events: page.events.replace(/"versions":\[\d+,/, '"versions":[') }),
    ],
    ['that holds columns of nothing', (page) => sealed({ ...page, events: '{}' })],
    ['that holds nothing', (page) => ({ ...page, events: '' })],
  ])('%s is ignored, and so are all others from then on', async (_, damage) => {
    const { name, store } = await packedLog()
    const whole = await collect(store.readAll())
    const page = (await pagesOf(name))[3]
    expect(page && damage(page)).not.toEqual(page)
    if (page) await withRawStore(name, 'pages', (pages) => pages.put(damage(page)))
    expect(await collect(store.readAll())).toEqual(whole)
    expect(await amountsOf(store)).toEqual(upTo(events))
    expect(
      await amountsOf(store, { fromPosition: page?.position, toPosition: (page?.position ?? 0) + 70 }),
    ).toHaveLength(71)
  })

  test('of a past that is no more is ignored', async () => {
    const { name, store } = await packedLog()
    await withRawStore(name, 'commits', (commits) => commits.delete(IDBKeyRange.lowerBound(4_000)))
    const again = await inIndexedDB<BankEvent>(name)
    for (const amount of upTo(110)) await again.append('other', moneyDeposited(amount))
    const expected = [...upTo(3_999), ...upTo(110)]
    expect(await amountsOf(store)).toEqual(expected)
    expect(await amountsOf(again, { fromPosition: 3_900 })).toEqual(expected.slice(3_899))
  })

  test('that says something else than its commits is found by verifyLog, which drops all pages', async () => {
    const { name, store } = await packedLog()
    expect(await verifyLog(store)).toEqual({ soundUntil: events, lastPosition: events })
    const [first, second] = await pagesOf(name)
    if (first && second) {
      await withRawStore(name, 'pages', (pages) => pages.put({ ...second, position: first.position }))
    }
    expect(await verifyLog(store)).toMatchObject({ soundUntil: events, pagesDropped: true })
    expect(await pagesOf(name)).toEqual([])
  })
})

test('a long log is packed while it grows, not only when it is replayed', async () => {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name)
  for (const amount of upTo(4_200)) await store.append('account:1', moneyDeposited(amount))
  await eventually(async () => expect((await pagesOf(name)).length).toBeGreaterThan(0))
})

async function appendBatches(store: EventStore<BankEvent>, batches: number): Promise<void> {
  const batch = upTo(1_000).map((amount) => moneyDeposited(amount))
  for (let index = 0; index < batches; index += 1) await store.append('account:1', batch)
}

test('a log in large commits is not stored twice', async () => {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name)
  await appendBatches(store, 10)
  await collect(store.readAll())
  const progress = () => withRawStore(name, 'meta', (meta) => meta.get('pages'))
  await eventually(async () => expect(await progress()).toEqual({ packedUntil: expect.any(Number) }))
  expect(await pagesOf(name)).toEqual([])
  const projection = new Projection(store, balance)
  await projection.catchUp()
  expect(projection.state).toBe(await reconstructState(store, balance))
})

test('a log in large commits that ends in small ones is packed no further than its last whole block', async () => {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name)
  await appendBatches(store, 5)
  for (const amount of upTo(20)) await store.append('account:1', moneyDeposited(amount))
  await collect((await inIndexedDB<BankEvent>(name)).readAll())
  const progress = () => withRawStore(name, 'meta', (meta) => meta.get('pages'))
  await eventually(async () => expect(await progress()).toMatchObject({ packedUntil: expect.any(Number) }))
  expect(await pagesOf(name)).toEqual([])
})

test('of a log in large and small commits, what is in small ones is packed, wherever it lies', async () => {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name)
  await appendBatches(store, 3)
  for (const amount of upTo(2_200)) await store.append('account:1', moneyDeposited(amount))
  await appendBatches(store, 7)
  const before = await collect(store.readAll())
  // Who comes later begins anew.
  await collect((await inIndexedDB<BankEvent>(name)).readAll())
  await eventually(async () => {
    expect((await pagesOf(name)).at(-1)?.position).toBeGreaterThan(4_096)
  })
  const pages = await pagesOf(name)
  expect(pages.every(({ position }) => position > 2_048 && position <= 6_144)).toBe(true)
  expect(pages.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(2_000)
  expect(await collect(store.readAll())).toEqual(before)
  expect((await verifyLog(store)).damage).toBeUndefined()
})
