import fc from 'fast-check'
import {
  defineProjection,
  type EventStore,
  LiveProjection,
  Projection,
  type RecordedEvent,
  reconstructState,
} from 'rewindable'
import {
  AggregateRoot,
  type ApplyHandlers,
  defineDecider,
  handleCommand,
  Repository,
  startReactor,
} from 'rewindable/model'
import { recordedEvents, scenario } from 'rewindable/testing'
import { fork, Timeline } from 'rewindable/time-travel'
import { hostProjections, RemoteProjection } from 'rewindable/worker'
import { describe, expect, test } from 'vitest'
import { collect, eventually } from '../async-results.ts'
import { newName, type Open, places } from '../open-stores.ts'
import {
  emptyShelf,
  handlersOf,
  type PartsEvent,
  type Program,
  partsEvents,
  programs,
  run,
  statesOver,
} from './keeping-handlers.ts'

/*
 * Random handlers keep parts of their events in the state and change them later. For every consumer, the states must equal those of
 * a fold over deep copies. The stored events must not change.
 */
describe.each(places)('handlers that keep and change their events, in $place', ({ place, open }) => {
  test.each(Object.entries(consumers()))(
    '%s equals a fold over deep copies',
    { timeout: 120_000 },
    async (_, consume) => {
      const numRuns = place === 'memory' ? 40 : 8
      await fc.assert(
        fc.asyncProperty(programs, partsEvents, fc.infiniteStream(fc.nat(12)), async (program, events, chance) => {
          await consume({ open, program, events: structuredClone(events), next: () => chance.next().value ?? 0 })
        }),
        { numRuns },
      )
    },
  )
})

type Run = {
  readonly open: Open
  readonly program: Program
  readonly events: readonly PartsEvent[]
  /** Returns a random number up to 12. */
  readonly next: () => number
}

function consumers(): Record<string, (run: Run) => Promise<void>> {
  return {
    'a projection that is read at random times': async ({ open, program, events, next }) => {
      const store = await open<PartsEvent>(newName())
      const definition = shelf(program, 'read now and then')
      const projection = new Projection(store, definition)
      for (const event of events) {
        await store.append('s', event)
        if (next() > 6) continue
        await projection.catchUp()
        if (next() > 6) void projection.state
      }
      await projection.catchUp()
      const states = await expectedStates(store, program, events)
      expect(projection.state).toEqual(states.at(-1))
      for (const [atPosition, state] of states.entries()) {
        expect(await reconstructState(store, definition, { atPosition })).toEqual(state)
      }
    },
    'a live projection, also from a snapshot': async ({ open, program, events, next }) => {
      const store = await open<PartsEvent>(newName())
      const definition = shelf(program, 'live')
      const live = new LiveProjection(store, definition)
      for (const event of events) {
        await store.append('s', event)
        if (next() < 6) await live.catchUp()
        if (next() < 3) await live.saveSnapshot()
      }
      await live.catchUp()
      const states = await expectedStates(store, program, events)
      expect(live.state).toEqual(states.at(-1))
      live.stop()
      const again = new LiveProjection(store, definition)
      await again.catchUp()
      expect(again.state).toEqual(states.at(-1))
      again.stop()
    },
    'a timeline with two projections': async ({ open, program, events, next }) => {
      const store = await open<PartsEvent>(newName())
      await store.append('s', events)
      const states = await expectedStates(store, program, events)
      const timeline = new Timeline(store, [shelf(program, 'one'), shelf(program, 'other')])
      for (let seek = 0; seek < 8; seek += 1) {
        const position = next() % states.length
        await timeline.seek(position)
        expect(timeline.getSnapshot().state).toEqual([states[position], states[position]])
        expect(await timeline.stateAt(position)).toEqual([states[position], states[position]])
      }
      await timeline.lastChange([0, 'lists'])
      await timeline.toLive()
      expect(timeline.getSnapshot().state).toEqual([states.at(-1), states.at(-1)])
      expect(timeline.getSnapshot().event?.data).toEqual(events.at(-1)?.data)
      timeline.stop()
    },
    'a projection over a fork': async ({ open, program, events, next }) => {
      const store = await open<PartsEvent>(newName())
      await store.append('s', events)
      const branch = await fork(store, { at: next() % (events.length + 1) })
      await branch.append('s', events.slice(0, 2))
      const recorded = await collect(branch.readAll())
      const projection = new Projection(branch, shelf(program, 'fork'))
      await projection.catchUp()
      expect(projection.state).toEqual(statesOver(program, structuredClone(recorded)).at(-1))
      expect(await collect(branch.readAll())).toEqual(recorded)
      await branch.close()
    },
    'the state of a decider, and the events of its result,': async ({ open, program, events }) => {
      const store = await open<PartsEvent>(newName())
      const decider = defineDecider<ReturnType<typeof emptyShelf>, PartsEvent, PartsEvent>({
        ...shelf(program, 'decider'),
        decide: (event) => event,
      })
      const given = structuredClone(events)
      for (const [index, event] of given.entries()) {
        const result = await handleCommand(store, decider, 's', event, { snapshots: { every: 3 } })
        expect(result.events.map(({ data }) => data)).toEqual([events[index]?.data])
        expect(result.state).toEqual((await expectedStates(store, program, events.slice(0, index + 1))).at(-1))
      }
      expect(given).toEqual(events)
    },
    'an aggregate, before and after it is stored,': async ({ open, program, events, next }) => {
      class Keeper extends AggregateRoot<PartsEvent> {
        readonly shelf = emptyShelf()
        protected readonly when = appliedBy(program, this.shelf)
        record(event: PartsEvent): void {
          this.recordThat(event)
        }
      }
      const store = await open<PartsEvent>(newName())
      const keepers = new Repository(store, { create: (streamId: string) => new Keeper(streamId) })
      let keeper = await keepers.retrieve('s')
      const given = structuredClone(events)
      for (const [index, event] of given.entries()) {
        keeper.record(event)
        // The caller may change the event. The stored event must not change.
        event.data.items.push('later')
        const then = statesOver(program, recordedEvents('s', structuredClone(events.slice(0, index + 1)))).at(-1)
        // New events have no position, so a handler cannot keep them as recorded events.
        expect({ ...keeper.shelf, events: [] }).toEqual({ ...then, events: [] })
        if (next() < 6) continue
        await keepers.persist(keeper)
        if (next() < 6) keeper = await keepers.retrieve('s')
      }
      await keepers.persist(keeper)
      const { events: stored } = await store.readStream('s')
      expect(stored.map(({ data }) => data)).toEqual(events.map(({ data }) => data))
    },
    'the input of each attempt of a reaction': async ({ open, program, events }) => {
      const store = await open<PartsEvent>(newName())
      await store.append('s', events)
      const received: unknown[] = []
      const reaction = (event: RecordedEvent<PartsEvent>, { attempt }: { readonly attempt: number }): void => {
        received.push(structuredClone(event.data))
        run(program, emptyShelf(), event)
        event.data.items.push('attempted')
        if (attempt === 1) throw new Error('temporary failure')
      }
      const when = { Kept: reaction, Changed: reaction, Mixed: reaction }
      const reactor = startReactor(store, { name: 'reaction', when }, { fromPosition: 1, delay: () => 0 })
      await eventually(() => expect(received).toHaveLength(2 * events.length))
      await reactor.stop()
      expect(received).toEqual(events.flatMap(({ data }) => [data, data]))
    },
    'a projection in a worker': async ({ open, program, events }) => {
      const store = await open<PartsEvent>(newName())
      const definition = shelf(program, 'remote')
      const target = new EventTarget()
      const stop = hostProjections(store, [definition], target)
      const worker = {
        postMessage: (data: unknown, ports: MessagePort[]): void => {
          target.dispatchEvent(new MessageEvent('message', { data, ports }))
        },
      }
      const remote = new RemoteProjection(worker as Pick<Worker, 'postMessage'>, definition)
      for (const event of events) await store.append('s', event)
      await eventually(() => expect(remote.position).toBe(events.length))
      expect(remote.state).toEqual((await expectedStates(store, program, events)).at(-1))
      remote.stop()
      stop()
    },
    'a scenario with unchanged constants': async ({ open, program, events }) => {
      const store = await open<PartsEvent>(newName())
      const [last] = events.slice(-1)
      const given = structuredClone(events.slice(0, -1))
      if (!last) return
      const command = structuredClone(last)
      const decider = defineDecider<ReturnType<typeof emptyShelf>, PartsEvent, PartsEvent>({
        ...shelf(program, 'scenario'),
        decide: (event) => event,
      })
      scenario(decider, { given, when: [command, command], then: [last, last], alsoRebuilt: true })
      expect([given, command]).toEqual([events.slice(0, -1), last])
      await store.append('s', events)
      const history = await collect(store.readAll())
      const then = statesOver(program, history).at(-1) ?? emptyShelf()
      scenario(shelf(program, 'scenario'), { given: history, then })
      expect(history).toEqual(await collect(store.readAll()))
    },
  }
}

function shelf(program: Program, name: string) {
  return defineProjection<ReturnType<typeof emptyShelf>, PartsEvent>({
    name,
    initialState: emptyShelf,
    when: handlersOf(program),
  })
}

// The handlers of an aggregate receive new events, and may keep and change them in the same way.
function appliedBy(program: Program, state: ReturnType<typeof emptyShelf>): ApplyHandlers<PartsEvent> {
  const apply = (event: PartsEvent): void => run(program, state, event as RecordedEvent<PartsEvent>)
  return { Kept: apply, Changed: apply, Mixed: apply }
}

/** Checks that the store contains the appended events, and returns the expected states. */
async function expectedStates(store: EventStore<PartsEvent>, program: Program, appended: readonly PartsEvent[]) {
  const recorded = await collect(store.readAll())
  expect(recorded.map(({ type, data }) => ({ type, data }))).toEqual(appended)
  return statesOver(program, recorded)
}
