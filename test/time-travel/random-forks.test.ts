import fc from 'fast-check'
import {
  ConcurrencyConflict,
  type EventStore,
  exportJsonl,
  importJsonl,
  openMemoryEventStore,
  type RecordedEvent,
  reconstructState,
  verifyLog,
} from 'rewindable'
import { countingIds, fixedClock } from 'rewindable/testing'
import { type Fork, fork } from 'rewindable/time-travel'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { collect } from '../async-results.ts'
import { newName, type Open, places } from '../open-stores.ts'
import { moneyByStream } from './timelines.ts'

/*
 * This test creates a log, a fork at a random position and a fork of that fork. It appends random events to all three.
 * The reference for a fork is a store in memory with the same shared events and the same appends.
 * After a commit, the origin must equal the fork.
 */
const streamIds = ['a', 'b', 'c']
const commandIds = ['c1', 'c2', 'c3']
const part = fc.record({
  streamId: fc.constantFrom(...streamIds),
  amounts: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 3 }),
})
const append = fc.record({
  parts: fc.uniqueArray(part, { minLength: 1, maxLength: 3, selector: ({ streamId }) => streamId }),
  commandId: fc.option(fc.constantFrom(...commandIds), { nil: undefined }),
})
type Append = typeof append extends fc.Arbitrary<infer Value> ? Value : never

const appends = fc.array(append, { maxLength: 6 })
const history = fc.record({
  before: appends,
  after: appends,
  here: appends,
  there: appends,
  at: fc.nat(40),
  then: fc.nat(60),
})
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never

describe.each(places)('random forks of a log in $place', ({ place, open }) => {
  test('a random fork equals a store in memory with the same events', { timeout: 120_000 }, async () => {
    const property = fc.asyncProperty(history, (given) => check(open, given))
    await fc.assert(property, { numRuns: place === 'memory' ? 150 : 40 })
  })
})

async function check(open: Open, { before, after, here, there, at, then }: History): Promise<void> {
  const origin = await open<BankEvent>(newName(), { newId: countingIds('origin') })
  await appendAll(origin, before)
  const first = await likeItsCopy(origin, at, here, async () => appendAll(origin, after))
  const second = await likeItsCopy(first, then, there, async () => {})

  const end = await origin.lastPosition()
  await committed(second)
  expect(await origin.lastPosition()).toBe(end)
  await committed(first)
  for (const store of [second, first, origin]) await store.close()
}

/** Forks a store, appends the same events to the fork and to a copy, and compares both. */
async function likeItsCopy(
  origin: EventStore<BankEvent>,
  somewhere: number,
  appends: readonly Append[],
  beforeAppends: () => Promise<void>,
): Promise<Fork<BankEvent>> {
  const at = Math.min(somewhere, await origin.lastPosition())
  const copy = await openMemoryEventStore<BankEvent>({ now: later, newId: countingIds('own') })
  await importJsonl(copy, exportJsonl(origin, { toPosition: at }))
  const forked = await fork(origin, { at, now: later, newId: countingIds('own') })
  await beforeAppends()
  const untouched = await textOf(origin)
  await appendAll(copy, appends)
  await appendAll(forked, appends)

  expect(await textOf(forked)).toBe(await textOf(copy))
  for (const streamId of streamIds) {
    expect(await forked.readStream(streamId)).toEqual(await copy.readStream(streamId))
    const part = { fromVersion: 2, toVersion: 7, limit: 4, direction: 'backward' } as const
    expect(await forked.readStream(streamId, part)).toEqual(await copy.readStream(streamId, part))
  }
  for (const commandId of commandIds)
    expect(await forked.readCommand(commandId)).toEqual(await copy.readCommand(commandId))
  const backward = { direction: 'backward', limit: 9, streamPrefix: 'a' } as const
  expect(await collect(forked.readAll(backward))).toEqual(await collect(copy.readAll(backward)))
  const lastPosition = await copy.lastPosition()
  for (const atPosition of [0, at, at + 1, lastPosition]) {
    const state = await reconstructState(copy, moneyByStream, { atPosition })
    expect(await reconstructState(forked, moneyByStream, { atPosition })).toEqual(state)
  }
  expect(await verifyLog(forked)).toEqual({ soundUntil: lastPosition, lastPosition })
  expect([forked.at, await forked.ownEvents()]).toEqual([at, await collect(copy.readAll({ fromPosition: at + 1 }))])
  expect(await textOf(origin)).toBe(untouched)
  await copy.close()
  return forked
}

/** Commits a fork twice. Expects the fork's events in the origin in order, or none of these events if a stream had new events. */
async function committed(forked: Fork<BankEvent>): Promise<void> {
  const { origin, at } = forked
  const own = await forked.ownEvents()
  const since = await collect(origin.readAll({ fromPosition: at + 1 }))
  const before = await textOf(origin)
  const touched = new Set(own.map(({ streamId }) => streamId))
  if (since.some(({ streamId }) => touched.has(streamId))) {
    await expect(forked.commit()).rejects.toBeInstanceOf(ConcurrencyConflict)
    expect(await textOf(origin)).toBe(before)
    return
  }
  const events = await forked.commit()
  expect(events.map(withoutPlace)).toEqual(own.map(withoutPlace))
  expect(events).toEqual(await collect(origin.readAll({ fromPosition: at + since.length + 1 })))
  expect(await forked.commit()).toEqual(events)
  expect(await origin.lastPosition()).toBe(at + since.length + own.length)
}

function withoutPlace({
  globalPosition: _,
  recordedAt: _at,
  commandId: _id,
  ...event
}: RecordedEvent<BankEvent>): object {
  return event
}

const { now: later } = fixedClock(Date.UTC(2100, 0))

async function appendAll(store: EventStore<BankEvent>, appends: readonly Append[]): Promise<void> {
  for (const { parts, commandId } of appends) {
    const batch = parts.map(({ streamId, amounts }) => ({
      streamId,
      events: amounts.map((amount) => moneyDeposited(amount)),
    }))
    await store.appendBatch(batch, commandId === undefined ? {} : { commandId })
  }
}

function textOf(store: EventStore<BankEvent>): Promise<string> {
  return new Response(exportJsonl(store)).text()
}
