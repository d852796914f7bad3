import fc from 'fast-check'
import { type EventStore, type RecordedEvent, reconstructState, verifyLog } from 'rewindable'
import { expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually } from '../async-results.ts'
import { withRawStore } from '../faults/raw-database.ts'
import { storeOfSingleCommits } from '../faults/single-commits.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'

/*
 * Two tabs read and append to a packed log while pages are deleted and damaged at random. Every result must match the
 * appends. The amount of each deposit equals its position.
 */
type Page = { readonly position: number; readonly count: number; readonly events: string; readonly checksum: number }

const damages = {
  'one character': (page: Page) => ({ ...page, events: page.events.replace('"amount":', '"amount":1') }),
  'its end': (page: Page) => ({ ...page, events: page.events.slice(0, -page.events.length / 2) }),
  'too few': (page: Page) => ({ ...page, count: page.count - 1 }),
  'too many': (page: Page) => ({ ...page, count: page.count + 3 }),
  'all of it': (page: Page) => ({ ...page, events: '' }),
  'its checksum': (page: Page) => ({ ...page, checksum: page.checksum ^ 1 }),
  'its place': (page: Page) => ({ ...page, position: page.position + 1 }),
}

const initially = 4_300
const streams = 7
const streamOf = (position: number): string => `account:${position % streams}`

const position = fc.integer({ min: 1, max: initially + 200 })
const which = fc.nat(40)
const action = fc.oneof(
  fc.record({
    kind: fc.constant('read'),
    from: position,
    to: position,
    limit: fc.option(fc.integer({ min: 1, max: 300 })),
  }),
  fc.record({ kind: fc.constant('read back'), from: position, to: position }),
  fc.record({ kind: fc.constant('read a stream'), stream: fc.nat(streams - 1) }),
  fc.record({ kind: fc.constant('state'), at: position }),
  fc.record({ kind: fc.constant('append'), count: fc.integer({ min: 1, max: 40 }), elsewhere: fc.boolean() }),
  fc.record({ kind: fc.constant('delete a page'), which }),
  fc.record({
    kind: fc.constant('damage a page'),
    which,
    how: fc.constantFrom(...(Object.keys(damages) as (keyof typeof damages)[])),
  }),
  fc.record({ kind: fc.constantFrom('delete all pages', 'verify', 'pack') }),
)
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never

test('reads return correct results while pages are deleted and damaged at random', { timeout: 120_000 }, async () => {
  const actions = fc.array(action, { minLength: 10, maxLength: 40, size: 'max' })
  await fc.assert(fc.asyncProperty(actions, live), { numRuns: 6 })
})

async function live(actions: readonly Action[]): Promise<void> {
  const name = newName()
  const deposits = upTo(initially).map((at) => ({ streamId: streamOf(at), event: moneyDeposited(at) }))
  await storeOfSingleCommits<BankEvent>(name, deposits)
  const [here, elsewhere] = [await inIndexedDB<BankEvent>(name), await inIndexedDB<BankEvent>(name)]
  await packed(name)
  for (const action of actions) await act(name, { here, elsewhere }, action)
  expect(await amountsOf(here.readAll())).toEqual(upTo(await elsewhere.lastPosition()))
}

async function act(
  name: string,
  { here, elsewhere }: Record<'here' | 'elsewhere', EventStore<BankEvent>>,
  action: Action,
): Promise<void> {
  const end = await here.lastPosition()
  switch (action.kind) {
    case 'read': {
      const { from, to, limit } = action
      const events = here.readAll({ fromPosition: from, toPosition: to, ...(limit === null ? {} : { limit }) })
      const wanted = upTo(Math.min(to, end)).slice(from - 1)
      expect(await amountsOf(events)).toEqual(wanted.slice(0, limit ?? Infinity))
      break
    }
    case 'read back': {
      const { from, to } = action
      const events = here.readAll({ fromPosition: from, toPosition: to, direction: 'backward' })
      expect(await amountsOf(events)).toEqual(
        upTo(Math.min(to, end))
          .slice(from - 1)
          .reverse(),
      )
      break
    }
    case 'read a stream': {
      const { events } = await here.readStream(streamOf(action.stream))
      expect(events.map(amountOf)).toEqual(upTo(end).filter((at) => at % streams === action.stream))
      break
    }
    case 'state': {
      const at = Math.min(action.at, end)
      expect(await reconstructState(here, balance, { atPosition: at })).toBe((at * (at + 1)) / 2)
      break
    }
    case 'append': {
      const store = action.elsewhere ? elsewhere : here
      for (const next of upTo(action.count)) await store.append(streamOf(end + next), moneyDeposited(end + next))
      break
    }
    case 'delete a page': {
      const page = await pageOf(name, action.which)
      if (page) await withRawStore(name, 'pages', (pages) => pages.delete(page.position))
      break
    }
    case 'damage a page': {
      const page = await pageOf(name, action.which)
      if (page) await withRawStore(name, 'pages', (pages) => pages.put(damages[action.how](page)))
      break
    }
    case 'delete all pages':
      await withRawStore(name, 'pages', (pages) => pages.clear())
      break
    case 'verify':
      expect(await verifyLog(here)).toMatchObject({ soundUntil: end, lastPosition: end })
      break
    case 'pack':
      await packed(name)
      break
  }
}

/** Deletes the packing progress, then opens a new tab that reads the log and packs it again. */
async function packed(name: string): Promise<void> {
  await withRawStore(name, 'pages', (pages) => pages.clear())
  await withRawStore(name, 'meta', (meta) => meta.delete('pages'))
  const store = await inIndexedDB<BankEvent>(name)
  await collect(store.readAll())
  await eventually(async () => expect(await withRawStore(name, 'meta', (meta) => meta.get('pages'))).toBeDefined())
  await store.close()
}

async function pageOf(name: string, which: number): Promise<Page | undefined> {
  const pages = (await withRawStore(name, 'pages', (pages) => pages.getAll())) as Page[]
  return pages[which % pages.length]
}

function amountOf({ data }: RecordedEvent<BankEvent>): unknown {
  return (data as { amount: number }).amount
}

async function amountsOf(events: AsyncIterable<RecordedEvent<BankEvent>>): Promise<unknown[]> {
  return (await collect(events)).map(amountOf)
}
