import fc from 'fast-check'
import { type EventStore, verifyLog } from 'rewindable'
import { expect, test } from 'vitest'
import { accountStream, type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { withRawStore } from '../faults/raw-database.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { type StreamPage, streamPagesOf } from './mixed-log.ts'

/*
 * Two tabs append bursts and batches, and read parts of streams, while pages of streams are written, deleted and damaged at random. Every
 * result must match the appends. The amount of each deposit equals its position.
 */
const damages = {
  'one character': (page: StreamPage) => ({ ...page, events: page.events.replace('"amount":', '"amount":1') }),
  'its end': (page: StreamPage) => ({ ...page, events: page.events.slice(0, -page.events.length / 2) }),
  'too few': (page: StreamPage) => ({ ...page, count: page.count - 1 }),
  'too many': (page: StreamPage) => ({ ...page, count: page.count + 3 }),
  'its checksum': (page: StreamPage) => ({ ...page, checksum: page.checksum ^ 1 }),
  'its last commit': (page: StreamPage) => ({ ...page, lastCommit: page.lastCommit + 1 }),
}

const mostStreams = 40
const stream = fc.nat(mostStreams - 1)
const version = fc.integer({ min: 1, max: 120 })
const tab = fc.nat(1)
const which = fc.nat(200)
const read = fc.record({
  kind: fc.constant('read'),
  tab,
  stream,
  fromVersion: version,
  toVersion: version,
  direction: fc.constantFrom('forward', 'backward'),
  limit: version,
})
const action = fc.oneof(
  { weight: 5, arbitrary: read },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('read all of'), tab, stream }) },
  fc.record({
    kind: fc.constant('burst'),
    tab,
    count: fc.integer({ min: 1, max: 900 }),
    streams: fc.integer({ min: 1, max: mostStreams }),
  }),
  fc.record({ kind: fc.constant('batch'), tab, stream, count: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('delete a page'), which }),
  fc.record({
    kind: fc.constant('damage a page'),
    which,
    how: fc.constantFrom(...(Object.keys(damages) as (keyof typeof damages)[])),
  }),
  fc.record({ kind: fc.constantFrom('pack', 'delete all pages', 'verify') }),
)
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never

test('reads of streams return correct results while pages of streams are deleted and damaged at random', {
  timeout: 240_000,
}, async () => {
  const actions = fc.array(action, { minLength: 15, maxLength: 40, size: 'max' })
  await fc.assert(fc.asyncProperty(actions, live), { numRuns: 5 })
})

async function live(actions: readonly Action[]): Promise<void> {
  const log = new TwoTabs()
  await log.open()
  await log.pack()
  for (const action of actions) await act(log, action)
  for (const stream of upTo(mostStreams)) await log.read(0, stream - 1, {})
  await log.close()
}

async function act(log: TwoTabs, action: Action): Promise<void> {
  const { name } = log
  switch (action.kind) {
    case 'read':
      return log.read(action.tab, action.stream, action)
    case 'read all of':
      return log.read(action.tab, action.stream, {})
    case 'burst':
      return log.append(
        action.tab,
        upTo(action.count).map((index) => index % action.streams),
      )
    case 'batch':
      return log.append(
        action.tab,
        upTo(action.count).map(() => action.stream),
      )
    case 'delete a page': {
      const page = await pageOf(name, action.which)
      if (page) await withRawStore(name, 'pages', (pages) => pages.delete([...page.position]))
      return
    }
    case 'damage a page': {
      const page = await pageOf(name, action.which)
      if (page) await withRawStore(name, 'pages', (pages) => pages.put(damages[action.how](page)))
      return
    }
    case 'delete all pages':
      await withRawStore(name, 'pages', (pages) => pages.clear())
      return
    case 'verify':
      return log.verify()
    case 'pack':
      return log.pack()
  }
}

/** A log that two tabs have open, and the appended amounts of each stream. */
class TwoTabs {
  readonly name: string = newName()
  #tabs: EventStore<BankEvent>[] = []
  #streams = new Map<number, number[]>()
  #end = 0

  async open(): Promise<void> {
    this.#tabs = [await inIndexedDB<BankEvent>(this.name), await inIndexedDB<BankEvent>(this.name)]
  }

  async close(): Promise<void> {
    for (const store of this.#tabs) await store.close()
  }

  /** Appends one event to each of the streams, without waiting between the calls. */
  async append(tab: number, streams: readonly number[]): Promise<void> {
    await this.#appendIn(this.#tabs[tab], streams)
  }

  /** Deletes the packing progress, and then waits until a tab has packed a burst. */
  async pack(): Promise<void> {
    // A tab that remembers the deleted progress could pack at the same time, and store nothing.
    await this.close()
    await withRawStore(this.name, 'meta', (meta) => meta.delete('streams'))
    const store = await inIndexedDB<BankEvent>(this.name)
    const burst = upTo(600).map((index) => index % mostStreams)
    await this.#appendIn(store, burst)
    await eventually(async () => {
      // A closed tab can hold the lock for a short time. The library then packs after the next burst.
      if (!(await mayPack())) await this.#appendIn(store, burst)
      expect(await withRawStore(this.name, 'meta', (meta) => meta.get('streams'))).toBeDefined()
    })
    await store.close()
    await this.open()
  }

  async read(tab: number, stream: number, options: Partial<Action & { kind: 'read' }>): Promise<void> {
    const { fromVersion = 1, toVersion, direction = 'forward', limit } = options
    const range = { ...(toVersion === undefined ? {} : { toVersion }), ...(limit === undefined ? {} : { limit }) }
    const found = await this.#tabs[tab]?.readStream(streamOf(stream), { fromVersion, direction, ...range })
    const expected = (this.#streams.get(stream) ?? []).slice(fromVersion - 1, toVersion)
    if (direction === 'backward') expected.reverse()
    expect(found?.events.map(({ data }) => 'amount' in data && data.amount)).toEqual(expected.slice(0, limit))
    expect(found?.events.map(({ globalPosition }) => globalPosition)).toEqual(expected.slice(0, limit))
    expect(found?.version).toBe(this.#streams.get(stream)?.length ?? 0)
  }

  async verify(): Promise<void> {
    const [store] = this.#tabs
    if (store) expect(await verifyLog(store)).toMatchObject({ soundUntil: this.#end, lastPosition: this.#end })
  }

  async #appendIn(store: EventStore<BankEvent> | undefined, streams: readonly number[]): Promise<void> {
    const appends = streams.map((stream) => {
      this.#end += 1
      this.#streams.set(stream, [...(this.#streams.get(stream) ?? []), this.#end])
      return store?.append(streamOf(stream), moneyDeposited(this.#end))
    })
    await Promise.all(appends)
  }
}

/** Returns whether a tab holds a lock, so that it may be packing. Always true without Web Locks. */
async function mayPack(): Promise<boolean> {
  if (typeof navigator === 'undefined' || !('locks' in navigator)) return true
  return ((await navigator.locks.query()).held ?? []).length > 0
}

function streamOf(stream: number): string {
  return accountStream(String(stream))
}

async function pageOf(name: string, which: number): Promise<StreamPage | undefined> {
  const pages = await streamPagesOf(name)
  return pages[which % pages.length]
}
