import { type NewEvent, verifyLog } from 'rewindable'
import { expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually } from '../async-results.ts'
import { damageCommit, loseCommit, rawCommits, withRawStore } from '../faults/raw-database.ts'
import { storeOfSingleCommits } from '../faults/single-commits.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { events, manySmallCommits, packedLog, pagesOf, untilPacked } from './packed-log.ts'

test('a page returns the same events as its commits, even with unusual data', async () => {
  const name = newName()
  const odd: readonly NewEvent[] = [
    { type: 'Said', data: { amount: 1 } },
    { type: 'Said', data: null, metadata: { by: 'Ada' } },
    { type: 'An odd type', data: [0.1, -0.5, 1e300, 'ä\u0000\ud800"\\', '😀'] },
    { type: 'constructor', data: JSON.parse('{ "__proto__": 1, "constructor": 2, "10": 3, "9": 4, "b": { "": [] } }') },
    { type: '__proto__', data: { nested: { deeply: [[[{}]]] } }, metadata: JSON.parse('{ "__proto__": {} }') },
  ]
  const appends = upTo(events).map((position) => ({
    streamId: `stream ${position % 7}`,
    event: { id: `the ${position}.`, ...(odd[position % odd.length] as NewEvent) },
    ...(position % 3 === 0 ? { commandId: `command ${position}` } : {}),
  }))
  // A clock may return fractions of a millisecond. Times stored as differences must stay exact.
  let now = 0.1
  await storeOfSingleCommits(name, appends, { now: () => (now += 0.1) })
  const store = await inIndexedDB(name)
  const texts = async (): Promise<string[]> => (await collect(store.readAll())).map((event) => JSON.stringify(event))
  const fromCommits = await texts()
  await untilPacked(name)
  for (const page of await pagesOf(name)) expect(page.events).toMatch(/^\{"ids":/)
  expect(await verifyLog(store)).toEqual({ soundUntil: events, lastPosition: events })
  // An event whose commit is missing proves that it was read from a page.
  await loseCommit(name, 500)
  expect(await texts()).toEqual(fromCommits)
})

test('a page of commits with several events is not longer than these commits', async () => {
  const name = newName()
  let now = Date.UTC(2026, 0) + 0.1
  const store = await inIndexedDB(name, { now: () => (now += 3_600_000.7) })
  for (const batch of upTo(150)) {
    const notes = upTo(30).map((note) => ({ type: 'Noted', data: note }))
    await store.append('notes', notes, { commandId: `command ${batch}` })
  }
  const before = await collect(store.readAll())
  await eventually(async () => expect((await pagesOf(name)).length).toBeGreaterThan(2))
  const commits = await rawCommits(name)
  for (const { position, lastCommit, events } of await pagesOf(name)) {
    const packed = commits.filter((commit) => commit.position >= position && commit.position <= lastCommit)
    expect(events.length).toBeLessThanOrEqual(48 * 1024)
    expect(events.length).toBeLessThanOrEqual(`[${packed.map(({ events }) => events.slice(1, -1)).join()}]`.length)
  }
  expect(await collect(store.readAll())).toEqual(before)
})

test('a damaged commit is never packed into a page, even if the log is read repeatedly', async () => {
  const { name, store } = await manySmallCommits()
  await damageCommit(name, 1_500, (commit) => ({ ...commit, events: commit.events.replace('1500', '1501') }))
  const behind = { fromPosition: 1_501 }
  await collect(store.readAll(behind))
  await eventually(async () => expect(await pagesOf(name)).not.toEqual([]))
  for (const _ of upTo(10)) {
    const nextVisit = await inIndexedDB<BankEvent>(name)
    expect(await collect(nextVisit.readAll(behind))).toHaveLength(events - 1_500)
    await expect(collect(nextVisit.readAll())).rejects.toMatchObject({ code: 'LogCorrupted', position: 1_500 })
    await nextVisit.close()
  }
})

test('a read of a long log delivers fewer than 1,000 events at a time', async () => {
  const { store } = await packedLog()
  const counts: number[] = []
  for await (const page of store.readBatches()) counts.push(page.length)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(events)
  expect(Math.max(...counts)).toBeLessThan(1_000)
})

test('readAll returns the events before a damaged page, even if they are fewer than a batch', async () => {
  const name = newName()
  // Large enough that a page holds fewer events than a batch.
  const note = 'a long note '.repeat(60)
  const deposits = upTo(events).map((amount) => ({ streamId: 'account:1', event: moneyDeposited(amount, note) }))
  await storeOfSingleCommits<BankEvent>(name, deposits)
  const store = await inIndexedDB<BankEvent>(name)
  await collect(store.readAll())
  await untilPacked(name)
  const pages = await pagesOf(name)
  const page = pages[20]
  if (page === undefined || page.count > 200) throw new Error('Expected more than 20 pages of at most 200 events')
  await withRawStore(name, 'pages', (pages) => pages.put({ ...page, events: page.events.replace('long', 'lost') }))
  expect((await collect(store.readAll())).map(({ globalPosition }) => globalPosition)).toEqual(upTo(events))
})
