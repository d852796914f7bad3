import fc from 'fast-check'
import { type EventStore, LiveProjection, Projection, reconstructState } from 'rewindable'
import { Timeline } from 'rewindable/time-travel'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { newName, places } from '../open-stores.ts'
import { openRecorded } from './recorded-reads.ts'
import { depositPositions, upTo } from './telling-projections.ts'

/*
 * This test runs random appends of two tabs to three streams, and random reads of live projections, projections and timelines of
 * these streams. Each shown state must equal the fold of `readStream`, and only the shown stream may be read.
 */
const streams = ['a', 'b', 'c'] as const
const stream = fc.constantFrom(...streams)
const tab = fc.nat({ max: 1 })
const place = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 1_500 }))
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('append'), tab, stream, count: fc.integer({ min: 1, max: 20 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('append'), tab, stream, count: fc.constant(700) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('append to all'), tab }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('catchUp', 'rebuild', 'reload', 'catchUp by hand'), stream }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('saveSnapshot', 'loadSnapshot', 'damage snapshot'), stream }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('seek', 'reconstruct'), stream, at: place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('go live'), stream }) },
)
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never
type Stream = (typeof streams)[number]

describe.each(places)('random streams in $place', ({ place, open }) => {
  test('every state of one stream equals the fold of that stream', { timeout: 120_000 }, async () => {
    const property = fc.asyncProperty(fc.array(action, { maxLength: 25, size: 'max' }), async (actions) => {
      const name = newName()
      const tabs = [await open<BankEvent>(name), await open<BankEvent>(name)] as const
      await run(actions, tabs)
      await Promise.all(tabs.map((one) => one.close()))
    })
    await fc.assert(property, { numRuns: place === 'memory' ? 60 : 15 })
  })
})

test('the state of one stream is folded without reading other streams', { timeout: 120_000 }, async () => {
  const property = fc.asyncProperty(fc.array(action, { maxLength: 25, size: 'max' }), async (actions) => {
    const reader = openRecorded<BankEvent>()
    const other = openRecorded<BankEvent>(reader.memory)
    for (const one of actions) if (one.kind === 'append') await append(other.store, one.stream, one.count)
    reader.reads()
    const shown = new Shown(reader.store, 'a')
    await shown.check(other.store)
    for (const one of actions) {
      if (one.kind === 'append') await append(other.store, one.stream, one.count)
      else if (one.kind !== 'append to all') await shown.act({ ...one, stream: 'a' })
    }
    await shown.check(other.store)
    shown.stop()
    const ofStream = ['read a', `snapshot ${JSON.stringify(['projection', depositPositions.name, 'a'])}`]
    expect(reader.reads().filter((read) => !ofStream.includes(read))).toEqual([])
  })
  await fc.assert(property, { numRuns: 40 })
})

async function run(actions: readonly Action[], tabs: readonly [EventStore<BankEvent>, EventStore<BankEvent>]) {
  const shown = new Map(streams.map((streamId) => [streamId, new Shown(tabs[0], streamId)]))
  for (const one of actions) {
    if (one.kind === 'append') await append(tabs[one.tab === 0 ? 0 : 1], one.stream, one.count)
    else if (one.kind === 'append to all') await appendToAll(tabs[one.tab === 0 ? 0 : 1])
    else await shown.get(one.stream)?.act(one)
  }
  for (const one of shown.values()) {
    await one.check(tabs[1])
    one.stop()
  }
}

async function append(store: EventStore<BankEvent>, streamId: string, count: number): Promise<void> {
  const amounts = upTo(count)
  await store.append(
    streamId,
    amounts.map((amount) => moneyDeposited(amount)),
  )
}

async function appendToAll(store: EventStore<BankEvent>): Promise<void> {
  await store.appendBatch([...streams, ...streams].map((streamId) => ({ streamId, events: [moneyDeposited(1)] })))
}

type Read = Exclude<Action, { readonly kind: 'append' | 'append to all' }>

/** The states of one stream that a tab shows, in three forms. */
class Shown {
  readonly #store: EventStore<BankEvent>
  readonly #options: { readonly streamId: Stream }
  readonly #shown: { readonly state: readonly number[]; readonly position: number }[] = []
  readonly #projection: Projection<number[], BankEvent>
  readonly #timeline: Timeline<number[], BankEvent>
  #live: LiveProjection<number[], BankEvent>

  constructor(store: EventStore<BankEvent>, streamId: Stream) {
    this.#store = store
    this.#options = { streamId }
    this.#projection = new Projection(store, depositPositions, this.#options)
    this.#timeline = new Timeline(store, depositPositions, this.#options)
    this.#timeline.subscribe(({ state, position }) => this.#shown.push({ state, position }))
    this.#live = this.#follow()
  }

  async act(action: Read): Promise<void> {
    const { streamId } = this.#options
    switch (action.kind) {
      case 'catchUp':
      case 'rebuild':
      case 'saveSnapshot':
      case 'loadSnapshot':
        await this.#live[action.kind]()
        break
      case 'reload':
        this.#live.stop()
        this.#live = this.#follow()
        break
      case 'catchUp by hand':
        await this.#projection.catchUp()
        this.#shown.push({ state: this.#projection.state, position: this.#projection.position })
        break
      case 'damage snapshot':
        await this.#damageSnapshot()
        break
      case 'seek':
        await this.#timeline.seek(action.at)
        break
      case 'reconstruct': {
        const state = await reconstructState(this.#store, depositPositions, { streamId, atVersion: action.at })
        this.#shown.push({ state, position: Math.min(action.at, state.length) })
        break
      }
      case 'go live':
        await this.#timeline.toLive()
        break
    }
  }

  /** Compares all states that were shown, and the newest states, with the stream. */
  async check(reader: EventStore<BankEvent>): Promise<void> {
    const { events } = await reader.readStream(this.#options.streamId)
    const positions = events.map(({ globalPosition }) => globalPosition)
    await Promise.all([this.#live.catchUp(), this.#projection.catchUp(), this.#timeline.toLive()])
    for (const state of [this.#live.state, this.#projection.state, this.#timeline.getSnapshot().state]) {
      expect(state).toEqual(positions)
    }
    for (const { state, position } of this.#shown) expect(state).toEqual(positions.slice(0, position))
  }

  stop(): void {
    this.#live.stop()
    this.#timeline.stop()
  }

  #follow(): LiveProjection<number[], BankEvent> {
    const live = new LiveProjection(this.#store, depositPositions, this.#options)
    live.addEventListener('change', ({ detail }) => this.#shown.push(detail))
    return live
  }

  async #damageSnapshot(): Promise<void> {
    const { snapshots } = this.#store
    const name = JSON.stringify(['projection', depositPositions.name, this.#options.streamId])
    const snapshot = await snapshots.latest(name, Infinity)
    if (snapshot) await snapshots.save({ ...snapshot, state: [-1] })
  }
}
