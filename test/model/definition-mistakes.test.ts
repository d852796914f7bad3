import { openMemoryEventStore } from 'rewindable'
import {
  AggregateRoot,
  type ApplyHandlers,
  defineDecider,
  defineProcessManager,
  handleCommand,
  Repository,
  startProcessManager,
  startReactor,
} from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { eventually, rejectionOf } from '../async-results.ts'
import { untilTheEnd } from './reacting.ts'

type AEvent = { readonly type: 'A'; readonly data: number }

class Methods {
  A(): void {}
}

/** A definition as plain JavaScript may have it: what its types refuse is the point. */
function untyped<Definition>(definition: object): Definition {
  return definition as Definition
}

describe('a decider is refused', () => {
  test.each([
    ['when `decide` is missing', { decide: undefined }, 'decide'],
    ['when its handlers are methods of a class', { when: new Methods() }, 'when'],
  ])('%s', (_, mistake, argument) => {
    const decider = { name: 'd', initialState: () => 0, when: {}, decide: () => {}, ...mistake }
    const untypedDecider = untyped<Parameters<typeof defineDecider<number, object, AEvent>>[0]>(decider)
    expect(() => defineDecider(untypedDecider)).toThrow(expect.objectContaining({ code: 'InvalidArgument', argument }))
  })

  test('when `decide` returns a promise, and nothing is written', async () => {
    const store = await openMemoryEventStore<AEvent>()
    const decider = untyped<Parameters<typeof defineDecider<number, object, AEvent>>[0]>({
      name: 'late',
      initialState: () => 0,
      when: {},
      decide: () => Promise.reject(new Error('later')),
    })
    expect(await rejectionOf(handleCommand(store, decider, 's', {}))).toMatchObject({
      code: 'InvalidArgument',
      argument: 'decide',
    })
    expect(await store.lastPosition()).toBe(0)
  })

  test('when another decider of its name is used over the same store', async () => {
    const store = await openMemoryEventStore<AEvent>()
    const decider = (sum: (state: number, event: AEvent) => number) =>
      defineDecider<number, number, AEvent>({
        name: 'sum',
        initialState: () => 0,
        when: sum.length === 2 ? { A: (state, { data }) => state + data } : { A: (state) => state + 1 },
        decide: (data) => ({ type: 'A', data }),
      })
    const first = decider((state, { data }) => state + data)
    await handleCommand(store, first, 's', 5, { snapshots: { every: 1 } })
    expect(
      await rejectionOf(
        handleCommand(
          store,
          decider((state) => state + 1),
          's',
          5,
        ),
      ),
    ).toMatchObject({
      code: 'InvalidArgument',
      argument: 'name',
    })
    expect((await handleCommand(store, first, 's', 6)).state).toBe(11)
  })
})

describe('a reactor is refused', () => {
  test.each([
    ['when its reactions are methods of a class', new Methods(), 'when'],
    ['when a reaction is not a function', { A: 'send' }, 'when.A'],
    ['when a reaction is a generator, which would never run', { *A() {} }, 'when.A'],
  ])('%s', async (_, when, argument) => {
    const store = await openMemoryEventStore<AEvent>()
    expect(() => startReactor(store, { name: 'r', when: untyped(when) })).toThrow(
      expect.objectContaining({ code: 'InvalidArgument', argument }),
    )
  })
})

describe('a process manager is refused', () => {
  const process = { name: 'p', initialState: () => 0, when: {}, correlate: () => 'one', decide: {} }
  test.each([
    ['when its decisions are methods of a class', { decide: new Methods() }, 'decide'],
    ['when a decision is a generator', { decide: { *A() {} } }, 'decide.A'],
    ['when `correlate` is missing', { correlate: undefined }, 'correlate'],
    ['when its initial state is no function', { initialState: 0 }, 'initialState'],
  ])('%s, when it is defined and when it runs', async (_, mistake, argument) => {
    const store = await openMemoryEventStore<AEvent>()
    const definition = untyped<Parameters<typeof startProcessManager<number, object, AEvent>>[1]>({
      ...process,
      ...mistake,
    })
    const error = expect.objectContaining({ code: 'InvalidArgument', argument })
    expect(() => defineProcessManager(definition)).toThrow(error)
    expect(() => startProcessManager(store, definition, async () => {})).toThrow(error)
  })

  test.each([
    ['a decision', 'decide.A', { decide: { A: async () => ({}) } }],
    ['`correlate`', 'correlate', { correlate: async () => 'one', decide: { A: () => ({}) } }],
    ['a handler', 'when.A', { when: { A: async () => 0 }, decide: { A: () => ({}) } }],
  ])('when %s is asynchronous: the event is parked, and nothing is dispatched', async (_, argument, mistake) => {
    const store = await openMemoryEventStore<AEvent>()
    await store.append('s', { type: 'A', data: 1 })
    const definition = untyped<Parameters<typeof startProcessManager<number, object, AEvent>>[1]>({
      ...process,
      ...mistake,
    })
    let dispatched = 0
    const dispatch = async (): Promise<void> => {
      dispatched += 1
    }
    const reactor = untilTheEnd(startProcessManager(store, definition, dispatch, { fromPosition: 1, tries: 1 }))
    await eventually(async () => expect(await reactor.parked()).toMatchObject([{ position: 1 }]))
    expect((await reactor.parked())[0]?.error).toContain(`${argument}: expected a synchronous function`)
    expect(dispatched).toBe(0)
  })
})

describe('an aggregate is refused', () => {
  class Wrong extends AggregateRoot<AEvent> {
    protected readonly when: ApplyHandlers<AEvent>
    constructor(when: object) {
      super('s')
      this.when = when
    }
    record(): void {
      this.recordThat({ type: 'A', data: 1 })
    }
  }
  test.each([
    ['when its handlers are methods of a class', new Methods(), 'when'],
    ['when a handler is asynchronous', { A: async () => {} }, 'when.A'],
  ])('%s, at the first event', (_, when, argument) => {
    const error = expect.objectContaining({ code: 'InvalidArgument', argument })
    expect(() => new Wrong(when).record()).toThrow(error)
  })

  test('when what its snapshots take cannot be stored, before anything is written', async () => {
    const store = await openMemoryEventStore<AEvent>()
    const repository = new Repository<Wrong, AEvent, unknown>(store, {
      create: () => new Wrong({}),
      snapshots: { name: 'wrong', every: 1, take: (aggregate) => ({ aggregate }), restore: () => {} },
    })
    expect(await rejectionOf(repository.retrieve('s'))).toMatchObject({
      code: 'InvalidArgument',
      argument: 'state.aggregate',
    })
  })

  test('when it records what is no JSON, at once and with the path', () => {
    class Dated extends AggregateRoot<AEvent> {
      protected readonly when: ApplyHandlers<AEvent> = {}
      record(): void {
        this.recordThat(untyped({ type: 'A', data: { when: new Date(0) } }))
      }
    }
    const dated = new Dated('s')
    expect(() => dated.record()).toThrow(expect.objectContaining({ code: 'InvalidEvent', path: 'data.when' }))
    expect(dated.unreleasedEvents).toEqual([])
  })
})
