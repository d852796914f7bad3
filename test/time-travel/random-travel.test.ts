import fc from 'fast-check'
import { defineProjection, type EventStore, reconstructState } from 'rewindable'
import { fork, Timeline } from 'rewindable/time-travel'
import { describe, expect, test } from 'vitest'
import type { BankEvent } from '../../examples/bank-account.ts'
import type { Snapshot } from '../derived-types.ts'
import { newName, type Open, places } from '../open-stores.ts'
import { depositPositions, moneyAfter, moneyByStream } from './timelines.ts'

/*
 * This test runs random actions on a timeline: seeks, steps, playback, forks and new sessions.
 * Another tab appends at the same time, and snapshots are deleted and damaged.
 * Every shown state must equal a plain fold of the events and the result of `reconstructState`.
 */
const eventCount = defineProjection<number, BankEvent>({
  name: 'event count',
  initialState: () => 0,
  when: { MoneyDeposited: (count) => count + 1 },
})
const both = [moneyByStream, eventCount] as const

type Action =
  | { readonly kind: 'seek'; readonly to: number }
  | { readonly kind: 'seek often'; readonly to: readonly number[] }
  | { readonly kind: 'step'; readonly by: number }
  | { readonly kind: 'append'; readonly count: number }
  | { readonly kind: 'play'; readonly events: number }
  | { readonly kind: 'fork'; readonly at: number; readonly count: number; readonly seeks: readonly number[] }
  | { readonly kind: 'damage snapshots'; readonly how: keyof typeof damages }
  | { readonly kind: 'look elsewhere'; readonly at: number }
  | { readonly kind: 'go live' | 'wait until all is prepared' | 'come back another day' }

const damages = {
  'another state': (snapshot: Snapshot) => ({ ...snapshot, state: { last: 7, money: new Map() } }),
  'no state': ({ state: _, ...rest }: Snapshot) => ({ ...rest, state: undefined }),
  'another event': (snapshot: Snapshot) => ({ ...snapshot, eventId: 'another' }),
  'another log': (snapshot: Snapshot) => ({ ...snapshot, logId: 'another' }),
  'another version': (snapshot: Snapshot) => ({ ...snapshot, version: 2 }),
  deleted: () => undefined,
}

const historyLength = 9_000
const somewhere = fc.oneof(fc.nat(historyLength + 50), fc.nat(300), fc.integer({ min: 8_700, max: 9_050 }))
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('seek'), to: somewhere }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('seek often'), to: fc.array(somewhere, { minLength: 2 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('step'), by: fc.integer({ min: -20, max: 20 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('append'), count: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('play'), events: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fork'),
      at: somewhere,
      count: fc.integer({ min: 1, max: 20 }),
      seeks: fc.array(somewhere, { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('damage snapshots'),
      how: fc.constantFrom(...(Object.keys(damages) as (keyof typeof damages)[])),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('look elsewhere'), at: somewhere }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('go live', 'wait until all is prepared', 'come back another day'),
    }),
  },
)

describe.each(places)('random time travel in $place', ({ place, open }) => {
  test('a timeline shows only states that equal a fold of the log', { timeout: 120_000 }, async () => {
    const actions = fc.array(action, { maxLength: 20, size: 'max' })
    const memory = fc.constantFrom(20_000, 1_000_000)
    await fc.assert(
      fc.asyncProperty(actions, memory, (actions, keyframeMemory) => travel(open, actions, keyframeMemory)),
      { numRuns: place === 'memory' ? 40 : 6 },
    )
  })
})

async function travel(open: Open, actions: readonly Action[], keyframeMemory: number): Promise<void> {
  const name = newName()
  const here = await open<BankEvent>(name)
  const elsewhere = await open<BankEvent>(name)
  await depositPositions(here, historyLength)
  const shown: { readonly position: number; readonly state: States }[] = []
  const start = (): Timeline<States, BankEvent> => {
    const timeline = new Timeline(here, both, { keyframeMemory, wait: async () => {} })
    timeline.subscribe(({ position, state }) => shown.push({ position, state }))
    return timeline
  }
  let timeline = start()
  for (const action of actions) {
    if (action.kind === 'come back another day') {
      timeline.stop()
      timeline = start()
    } else {
      await act(timeline, { here, elsewhere }, action)
    }
    expect(timeline.getSnapshot().error).toBeUndefined()
  }
  timeline.stop()
  for (const { position, state } of shown) expect(state).toEqual(statesAfter(position))
  await Promise.all([here.close(), elsewhere.close()])
}

type States = readonly [{ last: number; money: Map<string, number> }, number]

function statesAfter(position: number): States {
  return [moneyAfter(position), position]
}

async function act(
  timeline: Timeline<States, BankEvent>,
  { here, elsewhere }: { here: EventStore<BankEvent>; elsewhere: EventStore<BankEvent> },
  action: Action,
): Promise<void> {
  const lastPosition = await elsewhere.lastPosition()
  switch (action.kind) {
    case 'seek':
      expect(await timeline.seek(action.to)).toBe(true)
      expect(timeline.getSnapshot().position).toBe(Math.min(action.to, lastPosition))
      break
    case 'seek often': {
      const arrived = await Promise.all(action.to.map((to) => timeline.seek(to)))
      expect(arrived.at(-1)).toBe(true)
      expect(timeline.getSnapshot().position).toBe(Math.min(action.to.at(-1) ?? 0, lastPosition))
      break
    }
    case 'step': {
      await timeline.seek(timeline.getSnapshot().position)
      const { position } = timeline.getSnapshot()
      await timeline.step(action.by)
      expect(timeline.getSnapshot().position).toBe(Math.min(Math.max(0, position + action.by), lastPosition))
      break
    }
    case 'append': {
      await depositPositions(elsewhere, action.count)
      break
    }
    case 'play': {
      const { position } = timeline.getSnapshot()
      // At the end of the log, play starts again at position 0.
      const until = ((position === lastPosition ? 0 : position) + action.events) % lastPosition
      const unsubscribe = timeline.subscribe((view) => view.position === until && timeline.pause())
      await timeline.play()
      unsubscribe()
      expect(timeline.getSnapshot().playing).toBeUndefined()
      break
    }
    case 'fork':
      await whatIf(here, action)
      expect(await here.lastPosition()).toBe(lastPosition)
      break
    case 'damage snapshots':
      await damageSnapshots(elsewhere, damages[action.how])
      break
    case 'look elsewhere':
      expect(await timeline.stateAt(action.at)).toEqual(statesAfter(Math.min(action.at, lastPosition)))
      expect(await reconstructState(here, moneyByStream, { atPosition: action.at })).toEqual(
        moneyAfter(Math.min(action.at, lastPosition)),
      )
      break
    case 'go live':
      expect(await timeline.toLive()).toBe(true)
      expect(timeline.getSnapshot()).toMatchObject({ position: lastPosition, isLive: true })
      break
    case 'wait until all is prepared':
      await timeline.prepared()
      break
  }
}

/** Appends to the fork in the pattern of the log, so that the same sums are expected. */
async function whatIf(
  origin: EventStore<BankEvent>,
  { at, count, seeks }: { readonly at: number; readonly count: number; readonly seeks: readonly number[] },
): Promise<void> {
  const from = Math.min(at, await origin.lastPosition())
  const forked = await fork(origin, { at: from })
  await depositPositions(forked, count)
  const timeline = new Timeline(forked, moneyByStream)
  for (const to of [...seeks, from, from + 1, from + count]) {
    await timeline.seek(to)
    const expected = moneyAfter(Math.min(to, from + count))
    expect(timeline.getSnapshot().state).toEqual(expected)
    expect(await reconstructState(forked, moneyByStream, { atPosition: to })).toEqual(expected)
  }
  timeline.stop()
  await forked.close()
}

async function damageSnapshots(
  { snapshots }: EventStore<BankEvent>,
  damage: (snapshot: Snapshot) => Snapshot | undefined,
): Promise<void> {
  for (const position of await snapshots.list(moneyByStream.name)) {
    const snapshot = await snapshots.latest(moneyByStream.name, position)
    const damaged = snapshot && damage(snapshot)
    if (damaged) await snapshots.save(damaged)
    else await snapshots.drop(moneyByStream.name, [position])
  }
}
