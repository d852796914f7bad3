import { type EventStore, exportJsonl, replaceFromJsonl, verifyLog } from 'rewindable'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { accountStream, type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { damageCommit, loseCommit, withRawStore } from '../faults/raw-database.ts'
import { storeOfSingleCommits } from '../faults/single-commits.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { sealed } from '../verification/forged-commit.ts'
import { amountsOf, burst, mixedLog, type StreamPage, streamPagesOf, untilStreamsPacked } from './mixed-log.ts'

const stream = accountStream('7')

describe('the text that is parsed to read a stream of a hundred events among ten thousand', () => {
  const events = upTo(10_000).map((amount) => ({
    streamId: accountStream(String(amount % 100)),
    event: moneyDeposited(amount),
  }))

  test.each(['a burst of appends', 'a restored backup'])(
    'a read of one stream parses no more text after %s than after single appends',
    async (how) => {
      const single = newName()
      await storeOfSingleCommits<BankEvent>(single, events)
      const one = await inIndexedDB<BankEvent>(single)
      const name = newName()
      const store = await inIndexedDB<BankEvent>(name)
      if (how === 'a burst of appends') await burst(store, events.length, 100)
      else await replaceFromJsonl(store, exportJsonl(one))
      await untilStreamsPacked(name, events.length)

      const read = (from: EventStore<BankEvent>) => from.readStream(stream, { direction: 'forward' })
      const expected = await parsedBy(() => read(one))
      const found = await parsedBy(() => read(store))
      expect(found.result.events).toHaveLength(100)
      expect(found.characters).toBeLessThan(expected.characters)
      const last = await parsedBy(() => store.readStream(stream, { direction: 'backward', limit: 5 }))
      expect(last.characters).toBeLessThan(expected.characters)
    },
  )
})

describe('reading a stream from its pages', () => {
  test.each<[string, { fromVersion?: number; toVersion?: number; direction?: 'backward'; limit?: number }]>([
    ['all versions', {}],
    ['all versions backward', { direction: 'backward' }],
    ['the first versions', { toVersion: 3 }],
    ['the last versions', { direction: 'backward', limit: 3 }],
    ['versions in the middle', { fromVersion: 17, toVersion: 23 }],
    ['versions in the middle backward', { fromVersion: 17, toVersion: 23, direction: 'backward' }],
    ['one version', { fromVersion: 20, limit: 1 }],
    ['versions after the end', { fromVersion: 41 }],
  ])('a read of pages returns the same events as a read of commits: %s', async (_, options) => {
    const { name, store } = await mixedLog()
    const fromPages = await store.readStream(stream, options)
    await withRawStore(name, 'pages', (pages) => pages.clear())
    const fromCommits = await store.readStream(stream, options)
    expect(fromPages).toEqual(fromCommits)
    const { fromVersion = 1, toVersion = 40, direction, limit = 40 } = options
    const range = amountsOf(7).slice(fromVersion - 1, toVersion)
    if (direction === 'backward') range.reverse()
    expect(amountsIn(fromPages)).toEqual(range.slice(0, limit))
  })

  test('a read of pages needs no commits of the events', async () => {
    const { name, store } = await mixedLog()
    await store.append(stream, moneyDeposited(1))
    const keys = (await withRawStore(name, 'commits', (commits) => commits.getAllKeys())) as number[]
    // An event whose commit is missing proves that it was read from a page.
    await loseCommit(name, keys[1] ?? 0)
    expect(amountsIn(await store.readStream(stream))).toEqual([...amountsOf(7), 1])
  })

  test('a store that has read a stream without pages uses pages later', async () => {
    const { name, store } = await mixedLog()
    await store.append('single', moneyDeposited(1))
    await store.close()
    const again = await inIndexedDB<BankEvent>(name)
    await again.readStream('single')
    const first = await parsedBy(() => again.readStream(stream))
    expect(amountsIn(first.result)).toEqual(amountsOf(7))
    // The first read made the store look for pages, so the second read uses them in any case.
    expect((await parsedBy(() => again.readStream(stream))).characters).toBe(first.characters)
  })

  test('a read of a stream fills the gaps between pages from commits', async () => {
    const { name, store } = await mixedLog()
    const expected = amountsOf(7)
    for (const amount of upTo(5)) expected.push(await deposit(store, amount))
    await store.append(
      stream,
      upTo(200).map((amount) => moneyDeposited(amount)),
    )
    expected.push(...upTo(200))
    await burst(store, 1_000, 50, 2_008)
    for (let amount = 2_057; amount < 3_008; amount += 50) expected.push(amount)
    await untilStreamsPacked(name, 3_205)
    expected.push(await deposit(store, 9))
    const pages = (await streamPagesOf(name)).filter(({ position: [streamId] }) => streamId === stream)
    expect(pages.reduce((sum, { count }) => sum + count, 0)).toBe(60)

    expect(amountsIn(await store.readStream(stream))).toEqual(expected)
    const last = await store.readStream(stream, { direction: 'backward', limit: 240 })
    expect(amountsIn(last)).toEqual(expected.toReversed().slice(0, 240))
    const middle = await store.readStream(stream, { fromVersion: 39, toVersion: 246 })
    expect(amountsIn(middle)).toEqual(expected.slice(38, 246))
  })

  test('a read of pages returns large events with text that is not Latin-1', async () => {
    const name = newName()
    const store = await inIndexedDB<BankEvent>(name)
    const note = '€'.repeat(1_500)
    const appends = upTo(600).map((amount) =>
      store.append(accountStream(String(amount % 6)), moneyDeposited(amount, note)),
    )
    await Promise.all(appends)
    await untilStreamsPacked(name, 600)
    const pages = await streamPagesOf(name)
    for (const { events } of pages) expect(2 * events.length).toBeLessThan(64 * 1024)
    const { events } = await store.readStream(accountStream('1'))
    expect(events.map(({ data }) => 'amount' in data && data.amount)).toEqual(
      upTo(100).map((version) => 6 * version - 5),
    )
  })

  test('a log of single appends has no pages of streams, and its second read does not look for pages', async () => {
    const name = newName()
    await storeOfSingleCommits<BankEvent>(
      name,
      upTo(2_000).map((amount) => ({ streamId: stream, event: moneyDeposited(amount) })),
    )
    const store = await inIndexedDB<BankEvent>(name)
    await store.readStream(stream)
    const requests = vi.spyOn(IDBObjectStore.prototype, 'getAll')
    onTestFinished(() => void vi.restoreAllMocks())
    expect((await store.readStream(stream, { limit: 10 })).events).toHaveLength(10)
    expect(requests).not.toHaveBeenCalled()
    expect(await streamPagesOf(name)).toEqual([])
  })
})

describe('damaged and stale pages of streams', () => {
  test.each<[string, (page: StreamPage) => StreamPage]>([
    ['with one changed character', (page) => ({ ...page, events: page.events.replace('"amount":', '"amount":7') })],
    ['that is truncated', (page) => ({ ...page, events: page.events.slice(0, -10) })],
    ['whose count is too low', (page) => ({ ...page, count: page.count - 1 })],
    ['whose count is too high', (page) => ({ ...page, count: page.count + 1 })],
    ['whose count is 0', (page) => ({ ...page, count: 0 })],
    ['whose count is too low, with a correct checksum', (page) => sealed({ ...page, count: page.count - 1 })],
    ['without a count', ({ count, ...page }) => page as StreamPage],
    ['without its last commit', ({ lastCommit, ...page }) => page as StreamPage],
    ['of another stream', (page) => sealed({ ...page, events: page.events.replaceAll(stream, accountStream('8')) })],
    ['of another log', (page) => sealed({ ...page, id: 'another' })],
    ['without columns', (page) => sealed({ ...page, events: '{}' })],
    ['with an empty text', (page) => ({ ...page, events: '' })],
  ])('readStream ignores and drops a page %s', async (_, damage) => {
    const { name, store } = await mixedLog()
    await store.close()
    const page = (await streamPagesOf(name)).find(({ position: [streamId] }) => streamId === stream)
    if (!page) throw new Error('Expected a page of the stream')
    await withRawStore(name, 'pages', (pages) => pages.put(damage(page)))
    const again = await inIndexedDB<BankEvent>(name)
    expect(amountsIn(await again.readStream(stream))).toEqual(amountsOf(7))
    expect(amountsIn(await again.readStream(stream, { direction: 'backward' }))).toEqual(amountsOf(7).toReversed())
    await eventually(async () => expect(await streamPagesOf(name)).not.toContainEqual(damage(page)))
  })

  test('readStream ignores pages of events that are no longer in the log', async () => {
    const { name, store } = await mixedLog()
    await store.close()
    const keys = (await withRawStore(name, 'commits', (commits) => commits.getAllKeys())) as number[]
    const end = keys.at(-2) ?? 0
    await withRawStore(name, 'commits', (commits) => commits.delete(IDBKeyRange.lowerBound(end)))
    const again = await inIndexedDB<BankEvent>(name)
    // The new events are at the same positions, and the library packs them too.
    await burst(again, 3_000, 50, 5_000)
    await untilStreamsPacked(name, end - 1 + 3_000)
    const expected = amountsOf(7).filter((amount) => amount < end)
    for (let amount = 5_007; amount < 8_000; amount += 50) expected.push(amount)
    expect(amountsIn(await again.readStream(stream))).toEqual(expected)
    expect(await verifyLog(again)).toEqual({ soundUntil: end + 2_999, lastPosition: end + 2_999 })
  })

  test('readStream reads the new log after the log was replaced', async () => {
    const { name, store } = await mixedLog()
    const other = await inIndexedDB<BankEvent>(newName())
    await burst(other, 1_000, 50, 50_000)
    await store.readStream(stream)
    await replaceFromJsonl(store, exportJsonl(other))
    const expected = (await other.readStream(stream)).events
    expect((await store.readStream(stream)).events).toEqual(expected)
    await untilStreamsPacked(name, 1_000)
    expect((await store.readStream(stream)).events).toEqual(expected)
  })

  test('a damaged commit is not packed into a page, and readStream reports the damage', async () => {
    const name = newName()
    const store = await inIndexedDB<BankEvent>(name)
    vi.stubGlobal('requestIdleCallback', () => {})
    onTestFinished(() => void vi.unstubAllGlobals())
    await burst(store, 1_000, 50)
    const change = (text: string) => text.replace('"amount":', '"amount":1')
    await damageCommit(name, 1, (commit) => ({ ...commit, events: change(commit.events) }))
    vi.unstubAllGlobals()
    const again = await inIndexedDB<BankEvent>(name)
    for (const _ of upTo(3)) expect(await rejectionOf(again.readStream(stream))).toMatchObject({ position: 1 })
    expect(await streamPagesOf(name)).toEqual([])
  })

  test('verifyLog drops all pages if a page of a stream differs from the commits', async () => {
    const { name, store } = await mixedLog()
    expect(await verifyLog(store)).toEqual({ soundUntil: 2_000, lastPosition: 2_000 })
    const [page] = await streamPagesOf(name)
    if (!page) throw new Error('Expected a page')
    const forged = sealed({ ...page, events: page.events.replace('"amount":', '"amount":7') })
    await withRawStore(name, 'pages', (pages) => pages.put(forged))
    expect(await verifyLog(store)).toMatchObject({ soundUntil: 2_000, pagesDropped: true })
    expect(await streamPagesOf(name)).toEqual([])
  })
})

async function deposit(store: EventStore<BankEvent>, amount: number): Promise<number> {
  await store.append(stream, moneyDeposited(amount))
  return amount
}

function amountsIn({ events }: { events: readonly BankEvent[] }): unknown[] {
  return events.map(({ data }) => 'amount' in data && data.amount)
}

async function parsedBy<Result>(work: () => Promise<Result>): Promise<{ result: Result; characters: number }> {
  const { parse } = JSON
  let characters = 0
  const spy = vi.spyOn(JSON, 'parse').mockImplementation((text, ...rest) => {
    characters += text.length
    return parse(text, ...rest)
  })
  try {
    return { result: await work(), characters }
  } finally {
    spy.mockRestore()
  }
}
