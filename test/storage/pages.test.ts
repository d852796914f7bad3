import { type EventStore, Projection, reconstructState, verifyLog } from 'rewindable'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { amountsIn } from '../amounts-in.ts'
import { collect, eventually } from '../async-results.ts'
import { decodeRecord } from '../decode-record.ts'
import { holdOpen, loseCommit, withRawStore } from '../faults/raw-database.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { sealed } from '../verification/forged-commit.ts'
import { events, manySmallCommits, type Page, packed, packedLog, pagesOf } from './packed-log.ts'

describe('packing a long log of small commits', () => {
  test('pages hold each event of a long log once and in order, in records below 64 KiB', async () => {
    const { name } = await packedLog()
    const pages = await pagesOf(name)
    expect(pages.flatMap(decodeRecord).map(({ globalPosition }) => globalPosition)).toEqual(upTo(packed))
    for (const { events } of pages) expect(events.length).toBeLessThan(64 * 1024)
    expect(pages.length).toBeLessThan(40)
  })

  test('readAll returns the same events from pages and from commits for any range', async () => {
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
      Promise.all(ranges.map(([fromPosition, toPosition]) => amountsIn(store, { fromPosition, toPosition })))
    const fromPages = await read()
    await withRawStore(name, 'pages', (pages) => pages.clear())
    expect(await read()).toEqual(fromPages)
    expect(fromPages).toEqual(ranges.map(([from, to]) => upTo(to).slice(from - 1)))
  })

  test('a read delivers each event once while the log is packed', async () => {
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

  test('readAll uses pages when they exist', async () => {
    const { name, store } = await packedLog()
    // An event whose commit is missing proves that it was read from a page.
    await loseCommit(name, 500)
    expect(await amountsIn(store)).toEqual(upTo(events))
  })

  test('readAll replaces a missing page by its commits and uses later pages', async () => {
    const { name, store } = await packedLog()
    const [, second, , fourth] = await pagesOf(name)
    await withRawStore(name, 'pages', (pages) => pages.delete(second?.position ?? 0))
    await withRawStore(name, 'pages', (pages) => pages.delete(fourth?.position ?? 0))
    expect(await amountsIn(store)).toEqual(upTo(events))
  })
})

test('a later read fills the gap of pages that were dropped during packing', async () => {
  const { name, store } = await manySmallCommits()
  const raw = await holdOpen(name)
  let notes = 0
  const { put } = IDBObjectStore.prototype
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
    if (key === 'pages' && ++notes === 1) {
      // This transaction runs between the transactions that save the first and the second progress.
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
    expect((await pagesOf(name)).flatMap(decodeRecord).map(({ globalPosition }) => globalPosition)).toEqual(
      upTo(packed),
    )
    await nextVisit.close()
  })
})

describe('damaged and stale pages', () => {
  test.each<[string, (page: Page) => Page]>([
    ['with one changed character', (page) => ({ ...page, events: page.events.replace('"amount":1', '"amount":7') })],
    ['that is truncated', (page) => ({ ...page, events: page.events.slice(0, -10) })],
    ['whose count is too low', (page) => ({ ...page, count: page.count - 1 })],
    ['whose count is too high', (page) => ({ ...page, count: page.count + 1 })],
    ['whose count is 0', (page) => ({ ...page, count: 0 })],
    ['whose count is negative', (page) => ({ ...page, count: -5 })],
    ['without a count', ({ count, ...page }) => page as Page],
    ['without the position of its last commit', ({ lastCommit, ...page }) => page as Page],
    [
      'with columns of different lengths',
      (page) => sealed({ ...page, events: page.events.replace(/"versions":\[\d+,/, '"versions":[') }),
    ],
    ['without columns', (page) => sealed({ ...page, events: '{}' })],
    ['with an empty text', (page) => ({ ...page, events: '' })],
  ])('readAll ignores a page %s and all later pages', async (_, damage) => {
    const { name, store } = await packedLog()
    const whole = await collect(store.readAll())
    const page = (await pagesOf(name))[3]
    expect(page && damage(page)).not.toEqual(page)
    if (page) await withRawStore(name, 'pages', (pages) => pages.put(damage(page)))
    expect(await collect(store.readAll())).toEqual(whole)
    expect(await amountsIn(store)).toEqual(upTo(events))
    expect(
      await amountsIn(store, { fromPosition: page?.position ?? 1, toPosition: (page?.position ?? 0) + 70 }),
    ).toHaveLength(71)
  })

  test('readAll ignores pages of events that are no longer in the log', async () => {
    const { name, store } = await packedLog()
    await withRawStore(name, 'commits', (commits) => commits.delete(IDBKeyRange.lowerBound(4_000)))
    const again = await inIndexedDB<BankEvent>(name)
    for (const amount of upTo(110)) await again.append('other', moneyDeposited(amount))
    const expected = [...upTo(3_999), ...upTo(110)]
    expect(await amountsIn(store)).toEqual(expected)
    expect(await amountsIn(again, { fromPosition: 3_900 })).toEqual(expected.slice(3_899))
  })

  test('verifyLog drops all pages if a page differs from its commits', async () => {
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

test('a long log is packed while events are appended, without a replay', async () => {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name)
  for (const amount of upTo(4_200)) await store.append('account:1', moneyDeposited(amount))
  await eventually(async () => expect((await pagesOf(name)).length).toBeGreaterThan(0))
})

test('the first read of a store does not stop the packing that its appends began', async () => {
  const name = newName()
  const idle: (() => void)[] = []
  vi.stubGlobal('requestIdleCallback', (callback: () => void) => idle.push(callback))
  onTestFinished(() => void vi.unstubAllGlobals())
  const store = await inIndexedDB<BankEvent>(name)
  const batch = upTo(32).map((amount) => moneyDeposited(amount))
  for (const _ of upTo(140)) await store.append('account:1', batch)
  // Packing waits for an idle page while the first events are read.
  await eventually(() => expect(idle).toHaveLength(1))
  await collect(store.readAll(), 1)
  await eventually(async () => {
    for (const callback of idle.splice(0)) callback()
    expect((await pagesOf(name)).at(-1)?.position).toBeGreaterThan(3_072)
  })
})

async function appendBatches(store: EventStore<BankEvent>, batches: number): Promise<void> {
  const batch = upTo(1_000).map((amount) => moneyDeposited(amount))
  for (let index = 0; index < batches; index += 1) await store.append('account:1', batch)
}

test('a log of large commits is not packed into pages', async () => {
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

test('small commits after the last whole block of 1,024 positions are not packed', async () => {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name)
  await appendBatches(store, 5)
  for (const amount of upTo(20)) await store.append('account:1', moneyDeposited(amount))
  await collect((await inIndexedDB<BankEvent>(name)).readAll())
  const progress = () => withRawStore(name, 'meta', (meta) => meta.get('pages'))
  await eventually(async () => expect(await progress()).toMatchObject({ packedUntil: expect.any(Number) }))
  expect(await pagesOf(name)).toEqual([])
})

test('small commits between large ones are packed', async () => {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name)
  await appendBatches(store, 3)
  for (const amount of upTo(2_200)) await store.append('account:1', moneyDeposited(amount))
  await appendBatches(store, 7)
  const before = await collect(store.readAll())
  // A newly opened store packs from the beginning.
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
