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
import { stopAtEnd } from './reactors.ts'

type AEvent = { readonly type: 'A'; readonly data: number }

class Methods {
  A(): void {}
}

/** A definition that the types reject and that plain JavaScript can still pass. */
function untyped<Definition>(definition: object): Definition {
  return definition as Definition
}

describe('an invalid decider', () => {
  test.each([
    ['no `decide`', { decide: undefined }, 'decide'],
    ['methods of a class as handlers', { when: new Methods() }, 'when'],
  ])('a decider with %s throws InvalidArgument', (_, mistake, argument) => {
    const decider = { name: 'd', initialState: () => 0, when: {}, decide: () => {}, ...mistake }
    const untypedDecider = untyped<Parameters<typeof defineDecider<number, object, AEvent>>[0]>(decider)
    expect(() => defineDecider(untypedDecider)).toThrow(expect.objectContaining({ code: 'InvalidArgument', argument }))
  })

  test('a decider whose `decide` returns a promise rejects with InvalidArgument, and nothing is written', async () => {
    const store = await openMemoryEventStore<AEvent>()
    const decider = untyped<Parameters<typeof defineDecider<number, object, AEvent>>[0]>({
      name: 'late',
      initialState: () => 0,
      when: {},
      decide: () => Promise.reject(new Error('rejected asynchronously')),
    })
    expect(await rejectionOf(handleCommand(store, decider, 's', {}))).toMatchObject({
      code: 'InvalidArgument',
      argument: 'decide',
    })
    expect(await store.lastPosition()).toBe(0)
  })

  test('a second decider that stores snapshots under the same name rejects with InvalidArgument', async () => {
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
    const second = decider((state) => state + 1)
    const rejected = rejectionOf(handleCommand(store, second, 's', 5, { snapshots: { every: 1 } }))
    expect(await rejected).toMatchObject({ code: 'InvalidArgument', argument: 'name' })
    expect((await handleCommand(store, first, 's', 6)).state).toBe(11)
  })
})

describe('an invalid reactor', () => {
  test.each([
    ['methods of a class as reactions', new Methods(), 'when'],
    ['a reaction that is not a function', { A: 'send' }, 'when.A'],
    ['a generator as reaction, which would never run', { *A() {} }, 'when.A'],
  ])('a reactor with %s throws InvalidArgument', async (_, when, argument) => {
    const store = await openMemoryEventStore<AEvent>()
    expect(() => startReactor(store, { name: 'r', when: untyped(when) })).toThrow(
      expect.objectContaining({ code: 'InvalidArgument', argument }),
    )
  })
})

describe('an invalid process manager', () => {
  const process = { name: 'p', initialState: () => 0, when: {}, correlate: () => 'one', decide: {} }
  test.each([
    ['methods of a class as decisions', { decide: new Methods() }, 'decide'],
    ['a generator as decision', { decide: { *A() {} } }, 'decide.A'],
    ['no `correlate`', { correlate: undefined }, 'correlate'],
    ['an initial state that is not a function', { initialState: 0 }, 'initialState'],
  ])(
    'a process manager with %s throws InvalidArgument when it is defined and when it is started',
    async (_, mistake, argument) => {
      const store = await openMemoryEventStore<AEvent>()
      const definition = untyped<Parameters<typeof startProcessManager<number, object, AEvent>>[1]>({
        ...process,
        ...mistake,
      })
      const error = expect.objectContaining({ code: 'InvalidArgument', argument })
      expect(() => defineProcessManager(definition)).toThrow(error)
      expect(() => startProcessManager(store, definition, async () => {})).toThrow(error)
    },
  )

  test.each([
    ['a decision', 'decide.A', { decide: { A: async () => ({}) } }],
    ['`correlate`', 'correlate', { correlate: async () => 'one', decide: { A: () => ({}) } }],
    ['a handler', 'when.A', { when: { A: async () => 0 }, decide: { A: () => ({}) } }],
  ])(
    'a process manager parks the event and dispatches nothing when %s is asynchronous',
    async (_, argument, mistake) => {
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
      const reactor = stopAtEnd(startProcessManager(store, definition, dispatch, { fromPosition: 1, tries: 1 }))
      await eventually(async () => expect(await reactor.parked()).toMatchObject([{ position: 1 }]))
      expect((await reactor.parked())[0]?.error).toContain(`${argument}: expected a synchronous function`)
      expect(dispatched).toBe(0)
    },
  )
})

describe('an invalid aggregate', () => {
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
    ['methods of a class as handlers', new Methods(), 'when'],
    ['an asynchronous handler', { A: async () => {} }, 'when.A'],
  ])('an aggregate with %s throws InvalidArgument at its first event', (_, when, argument) => {
    const error = expect.objectContaining({ code: 'InvalidArgument', argument })
    expect(() => new Wrong(when).record()).toThrow(error)
  })

  test('an aggregate whose snapshot state cannot be stored rejects before anything is written', async () => {
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

  test('recordThat throws InvalidEvent with the path of a value that is not JSON', () => {
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
