import fc from 'fast-check'
import {
  type AppendResult,
  ConcurrencyConflict,
  type EventStore,
  type ExpectedVersion,
  Projection,
  type RecordedEvent,
  reconstructState,
} from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../examples/bank-account.ts'
import { collect } from './async-results.ts'
import { BankModel, type Deposit, type Outcome, type Part } from './bank-model.ts'
import { newName, type Open, places } from './open-stores.ts'

// Opening a database is slower in a real browser than in fake-indexeddb.
const runs = 'document' in globalThis ? 100 : 300

const tab = fc.nat({ max: 1 })
const streamId = fc.constantFrom('a', 'b', 'c')
const part = fc.record({
  streamId,
  amounts: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 3 }),
  /** A number is the offset from the actual version: 0 is correct, every other number is stale or too high. */
  belief: fc.constantFrom<ExpectedVersion[]>('any', 'any', 'noStream', 'streamExists', 0, 0, 1, -1),
})
const append = fc.record({
  parts: fc.uniqueArray(part, { minLength: 1, maxLength: 3, selector: (one) => one.streamId }),
  commandId: fc.option(fc.constantFrom('c1', 'c2', 'c3', 'c4'), { nil: undefined }),
})
const place = fc.integer({ min: 1, max: 40 })
const range = fc.record({ from: place, to: place, limit: place, direction: fc.constantFrom('forward', 'backward') })
const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('append'), tab, appends: fc.tuple(append) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('append'), tab, appends: fc.array(append, { maxLength: 6 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('readStream'), tab, streamId, range }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('readAll'), tab, range }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('catchUp'), tab }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('saveSnapshot'), tab }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('startFromSnapshot'), tab }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reconstruct'), tab, atPosition: place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen'), tab }) },
)
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never
type Range = typeof range extends fc.Arbitrary<infer Value> ? Value : never
type Append = typeof append extends fc.Arbitrary<infer Value> ? Value : never

describe.each(places)('an event store in $place', ({ place, open }) => {
  test(`an event store in ${place} behaves like a list for random actions of two tabs`, {
    timeout: 120_000,
  }, async () => {
    const property = fc.asyncProperty(fc.array(action, { maxLength: 25, size: 'max' }), (actions) =>
      runBoth(open, actions),
    )
    await fc.assert(property, { numRuns: runs })
  })
})

type Tab = { store: EventStore<BankEvent>; projection: Projection<number, BankEvent> }

async function runBoth(open: Open, actions: readonly Action[]): Promise<void> {
  const model = new BankModel()
  const name = newName()
  const openTab = async (): Promise<Tab> => {
    const store = await open<BankEvent>(name)
    return { store, projection: new Projection(store, balance) }
  }
  const tabs = [await openTab(), await openTab()]
  for (const action of actions) {
    if (action.kind === 'reopen') {
      await tabs[action.tab]?.store.close()
      tabs[action.tab] = await openTab()
    } else {
      await act(tabs[action.tab] as Tab, model, action)
    }
  }
  for (const { store } of tabs) {
    expect((await collect(store.readAll())).map(toDeposit)).toEqual(model.log)
    await store.close()
  }
}

async function act({ store, projection }: Tab, model: BankModel, action: Action): Promise<void> {
  switch (action.kind) {
    case 'append': {
      const asked = action.appends.map((one) => ({ ...one, parts: toParts(one, model) }))
      const outcomes = await Promise.all(asked.map(({ parts, commandId }) => appendTo(store, parts, commandId)))
      expect(outcomes).toEqual(asked.map(({ parts, commandId }) => model.append(parts, commandId)))
      break
    }
    case 'readStream': {
      const { from: fromVersion, to: toVersion, limit, direction } = action.range
      const read = await store.readStream(action.streamId, { fromVersion, toVersion, limit, direction })
      const stream = model.stream(action.streamId)
      expect([read.version, read.exists]).toEqual([stream.length, stream.length > 0])
      expect(read.events.map(toDeposit)).toEqual(partOf(stream, action.range))
      expect(await store.streamVersion(action.streamId)).toBe(stream.length)
      break
    }
    case 'readAll': {
      const { from: fromPosition, to: toPosition, limit, direction } = action.range
      const read = await collect(store.readAll({ fromPosition, toPosition, limit, direction }))
      expect(read.map(toDeposit)).toEqual(partOf(model.log, action.range))
      expect(await store.lastPosition()).toBe(model.log.length)
      break
    }
    case 'catchUp': {
      const before = projection.position
      expect(await projection.catchUp()).toBe(model.log.length - before)
      expect([projection.state, projection.position]).toEqual([model.total(), model.log.length])
      break
    }
    case 'saveSnapshot':
      await projection.saveSnapshot()
      break
    case 'startFromSnapshot': {
      const fresh = new Projection(store, balance)
      await fresh.loadSnapshot()
      expect(fresh.state).toBe(model.total(fresh.position))
      await fresh.catchUp()
      expect(fresh.state).toBe(model.total())
      break
    }
    case 'reconstruct':
      expect(await reconstructState(store, balance, { atPosition: action.atPosition })).toBe(
        model.total(action.atPosition),
      )
      break
  }
}

/** Computes the expected versions from the state before all appends, because the appends run concurrently. */
function toParts({ parts }: Append, model: BankModel): Part[] {
  return parts.map(({ streamId, amounts, belief }) => {
    const version = model.stream(streamId).length
    return { streamId, amounts, expectedVersion: typeof belief === 'number' ? Math.max(0, version + belief) : belief }
  })
}

async function appendTo(store: EventStore<BankEvent>, parts: readonly Part[], commandId?: string): Promise<Outcome> {
  const appends = parts.map(({ amounts, ...rest }) => ({ ...rest, events: amounts.map((one) => moneyDeposited(one)) }))
  try {
    const results: AppendResult<BankEvent>[] = await store.appendBatch(appends, commandId ? { commandId } : {})
    const deposits = results.flatMap(({ events }) => events.map(toDeposit))
    return { deposits, duplicate: results.some(({ duplicate }) => duplicate) }
  } catch (error) {
    if (error instanceof ConcurrencyConflict) return 'conflict'
    throw error
  }
}

function partOf(deposits: readonly Deposit[], { from, to, limit, direction }: Range): Deposit[] {
  const part = deposits.slice(from - 1, Math.max(to, from - 1))
  return (direction === 'forward' ? part : part.reverse()).slice(0, limit)
}

function toDeposit({ streamId, streamVersion, globalPosition, data, commandId }: RecordedEvent<BankEvent>): Deposit {
  const amount = 'amount' in data ? data.amount : 0
  return { streamId, streamVersion, globalPosition, amount, ...(commandId === undefined ? {} : { commandId }) }
}
