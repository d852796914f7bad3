import {
  ConcurrencyConflict,
  type DomainEvent,
  defineProjection,
  type EventStore,
  LiveProjection,
  Projection,
  type RecordedEvent,
  reconstructState,
} from 'rewindable'
import { AggregateRoot, type ApplyHandlers, handleCommand, Repository, startReactor } from 'rewindable/model'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, type Open, places } from '../open-stores.ts'
import { expectNothingPolluted } from './exactness.ts'
import { inheritedNames, oddTexts } from './odd-texts.ts'
import { tallyOf } from './tally.ts'

const tried = tallyOf('names as keys')

/** One event for each name, which is its type, its stream and its command id. */
async function withEachName(open: Open, names: readonly string[]): Promise<EventStore> {
  const store = await open<DomainEvent>(newName())
  for (const name of names) await store.append(name, { type: name, data: name }, { commandId: name })
  return store
}

const counted = defineProjection<number, DomainEvent>({
  name: 'counted',
  initialState: () => 0,
  when: Object.fromEntries(oddTexts.map((name) => [name, (count: number) => count + 1])),
})

describe.each(places)('inherited names as keys, in $place', ({ open }) => {
  test('an event type that all objects inherit has no handler unless the projection defines one', async () => {
    const store = await withEachName(open, inheritedNames)
    const none = defineProjection<string[], DomainEvent>({ name: 'none', initialState: () => [], when: {} })
    expect(await reconstructState(store, none)).toEqual([])
    const live = new LiveProjection(store, none)
    onTestFinished(() => live.stop())
    await live.catchUp()
    expect([live.state, live.position, live.error]).toEqual([[], inheritedNames.length, undefined])
    tried(inheritedNames.length)
  })

  test('a handler under an inherited name receives only events of that type', async () => {
    const store = await withEachName(open, oddTexts)
    for (const name of oddTexts) {
      const one = defineProjection<string[], DomainEvent>({
        name,
        initialState: () => [],
        when: Object.fromEntries([[name, (seen: string[], { type }: RecordedEvent) => [...seen, type]]]),
      })
      expect(await reconstructState(store, one)).toEqual([name])
      tried()
    }
  })

  test('projections and streams with inherited names have separate snapshots and histories', async () => {
    const store = await withEachName(open, oddTexts)
    for (const [index, name] of oddTexts.entries()) {
      const own = defineProjection<number, DomainEvent>({ ...counted, name, initialState: () => index })
      const projection = new Projection(store, own)
      await projection.catchUp()
      await projection.saveSnapshot()
    }
    for (const [index, name] of oddTexts.entries()) {
      const own = defineProjection<number, DomainEvent>({ ...counted, name, initialState: () => index })
      const projection = new Projection(store, own)
      expect([await projection.loadSnapshot(), projection.state]).toEqual([true, index + oddTexts.length])
      expect(await reconstructState(store, own, { streamId: name })).toBe(index + 1)
      expect(await reconstructState(store, own, { streamId: name, atVersion: 0 })).toBe(index)
      tried(2)
    }
  })

  test('streams are separate even if their ids share a prefix, look the same or sort next to each other', async () => {
    const store = await withEachName(open, oddTexts)
    for (const name of oddTexts) {
      expect(await store.streamVersion(name)).toBe(1)
      expect(await store.streamVersion(`${name}\0`)).toBe(name === 'a' ? 1 : 0)
      expect(await rejectionOf(store.append(name, { type: 'T', data: 1 }, { expectedVersion: 0 }))).toBeInstanceOf(
        ConcurrencyConflict,
      )
      await store.append(name, { type: 'T', data: 1 }, { expectedVersion: 1 })
      const backward = await store.readStream(name, { direction: 'backward' })
      expect(backward.events.map(({ streamId, streamVersion }) => [streamId, streamVersion])).toEqual([
        [name, 2],
        [name, 1],
      ])
      tried()
    }
    expect(await store.streamVersion('never')).toBe(0)
  })

  test('a command with an inherited name as id is recorded once', async () => {
    const store = await withEachName(open, oddTexts)
    const before = await store.lastPosition()
    for (const commandId of oddTexts) {
      const again = await store.append('elsewhere', { type: 'T', data: 1 }, { commandId })
      expect([again.duplicate, again.streamId]).toEqual([true, commandId])
      tried()
    }
    expect([await store.lastPosition(), (await store.readCommand('never')).length]).toEqual([before, 0])
  })

  test('deciders and aggregates with inherited names have separate snapshots and no inherited handlers', async () => {
    const store = await withEachName(open, oddTexts)
    const decider = { ...counted, decide: (type: string, count: number) => ({ type, data: count }) }
    const counters = new Repository(store, { create: (streamId) => new Counter(streamId) })
    for (const name of oddTexts) {
      const first = await handleCommand(store, decider, name, name, {
        commandId: `again ${name}`,
        snapshots: { every: 1 },
      })
      const second = await handleCommand(store, decider, name, name, { snapshots: { every: 1 } })
      expect([first.state, second.state]).toEqual([2, 3])
      const counter = await counters.retrieve(name)
      counter.note(name)
      await counters.persist(counter)
      expect([counter.version, await store.streamVersion(name)]).toEqual([4, 4])
      tried(2)
    }
  })

  test('a reactor with an inherited name has its own checkpoint and no inherited reactions', async () => {
    const store = await withEachName(open, [...inheritedNames, 'the end'])
    for (const name of inheritedNames) {
      const seen: string[] = []
      const see = ({ type }: RecordedEvent): void => {
        seen.push(type)
      }
      const when = Object.fromEntries([name, 'the end'].map((type) => [type, see]))
      const reactor = startReactor(store, { name, when }, { fromPosition: 1 })
      await eventually(async () => expect(await reactor.position()).toBe(inheritedNames.length + 1))
      await reactor.stop()
      expect(seen).toEqual([name, 'the end'])
      tried()
    }
    expectNothingPolluted()
  })
})

/** An aggregate without handlers. */
class Counter extends AggregateRoot<DomainEvent> {
  protected readonly when: ApplyHandlers<DomainEvent> = {}

  note(type: string): void {
    this.recordThat({ type, data: null })
  }
}
