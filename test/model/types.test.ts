import { type EventStore, Projection, type RecordedEvent } from 'rewindable'
import {
  AggregateRoot,
  type ApplyHandlers,
  type CommandResult,
  defineDecider,
  defineProcessManager,
  handleCommand,
  handleCommands,
  Repository,
  startReactor,
} from 'rewindable/model'
import { scenario } from 'rewindable/testing'
import { expectTypeOf, test } from 'vitest'

// The compiler checks this file: `npx tsc` fails on an unexpected error, and on an expected error that is missing.

type LampEvent =
  | { readonly type: 'LampLit'; readonly data: { readonly watts: number; readonly room?: string } }
  | { readonly type: 'LampPutOut'; readonly data: Record<string, never> }

type LampCommand =
  | { readonly type: 'Light'; readonly data: { readonly watts: number } }
  | { readonly type: 'PutOut' }
  | { readonly type: 'Flash'; readonly times: number }

type Lamp = { readonly watts: number }

// Correct code needs only the three union types, without further annotations or casts.
const lamp = defineDecider<Lamp, LampCommand, LampEvent>({
  name: 'lamp',
  initialState: () => ({ watts: 0 }),
  when: {
    LampLit: (_, { data }) => ({ watts: data.watts }),
    LampPutOut: () => ({ watts: 0 }),
  },
  decide: (command, { watts }, { now, newId }) => {
    switch (command.type) {
      case 'Light':
        return { type: 'LampLit', data: { watts: command.data.watts, room: `${newId()} at ${now()}` } }
      case 'PutOut':
        return watts === 0 ? undefined : { type: 'LampPutOut', data: {} }
      case 'Flash':
        return Array.from({ length: command.times }, () => ({ type: 'LampLit', data: { watts } }))
    }
  },
})

class LampObject extends AggregateRoot<LampEvent> {
  watts = 0
  protected override readonly when: ApplyHandlers<LampEvent> = {
    LampLit: ({ data }) => {
      this.watts = data.watts
    },
  }

  light(watts: number): void {
    this.recordThat({ type: 'LampLit', data: { watts } })
  }

  misuse(): void {
    // @ts-expect-error: no such event
    this.recordThat({ type: 'LampStolen', data: {} })
    // @ts-expect-error: wrong data
    this.recordThat({ type: 'LampLit', data: { watts: 'many' } })
  }
}

/** Never called: for the compiler only. */
async function happyPath(store: EventStore<LampEvent>): Promise<void> {
  const result = await handleCommand(store, lamp, 'lamp:1', { type: 'Light', data: { watts: 40 } })
  expectTypeOf(result).toEqualTypeOf<CommandResult<Lamp, LampEvent>>()
  expectTypeOf(result.state.watts).toEqualTypeOf<number>()
  for (const event of result.events)
    if (event.type === 'LampLit') expectTypeOf(event.data.watts).toEqualTypeOf<number>()

  const results = await handleCommands(store, lamp, [{ streamId: 'lamp:1', command: { type: 'PutOut' } }])
  expectTypeOf(results).toEqualTypeOf<CommandResult<Lamp, LampEvent>[]>()
  expectTypeOf(new Projection(store, lamp).state).toEqualTypeOf<Lamp>()

  const lamps = new Repository(store, { create: (streamId) => new LampObject(streamId) })
  expectTypeOf(await lamps.retrieve('lamp:1')).toEqualTypeOf<LampObject>()

  startReactor(store, { name: 'bell', when: { LampLit: async ({ data, id }) => expectTypeOf([data.watts, id]) } })
  const process = defineProcessManager<{ lit: number }, LampCommand, LampEvent>({
    name: 'saving',
    correlate: ({ streamId }) => streamId,
    initialState: () => ({ lit: 0 }),
    when: { LampLit: ({ lit }) => ({ lit: lit + 1 }) },
    decide: { LampLit: (event, { lit }) => (lit + event.data.watts > 9 ? { type: 'PutOut' } : undefined) },
  })

  scenario(lamp, { given: [{ type: 'LampLit', data: { watts: 4 } }], when: { type: 'PutOut' }, thenNothing: true })
  scenario(process, { when: { type: 'LampLit', data: { watts: 9 } }, then: [{ type: 'PutOut' }] })
  scenario(lamp, { given: [], then: { watts: 0 } })
  scenario(() => new LampObject('lamp:1'), { when: (lamp) => lamp.light(1), thenThrows: RangeError })
}

/** Never called: each line must be a compile error. */
async function misuse(store: EventStore<LampEvent>): Promise<void> {
  // @ts-expect-error: a command the decider does not know
  await handleCommand(store, lamp, 'lamp:1', { type: 'Steal' })
  // @ts-expect-error: a command without its data
  await handleCommand(store, lamp, 'lamp:1', { type: 'Light' })
  // @ts-expect-error: a command with the data of another
  await handleCommand(store, lamp, 'lamp:1', { type: 'Light', times: 3 })
  // @ts-expect-error: a misspelt option
  await handleCommand(store, lamp, 'lamp:1', { type: 'PutOut' }, { comandId: 'x' })
  // @ts-expect-error: a store of other events
  await handleCommand(store as EventStore<{ type: 'Other'; data: null }>, lamp, 'lamp:1', { type: 'PutOut' })

  defineDecider<Lamp, LampCommand, LampEvent>({
    ...lamp,
    // @ts-expect-error: the state has no such field
    when: { LampLit: (state) => ({ watts: state.lumen }) },
  })
  defineDecider<Lamp, LampCommand, LampEvent>({
    ...lamp,
    // @ts-expect-error: no such event
    when: { LampStolen: () => ({ watts: 0 }) },
  })
  defineDecider<Lamp, LampCommand, LampEvent>({
    ...lamp,
    // @ts-expect-error: wrong event data
    decide: () => ({ type: 'LampLit', data: { watts: '40' } }),
  })
  defineDecider<Lamp, LampCommand, LampEvent>({
    ...lamp,
    // @ts-expect-error: a list with a wrong event in it
    decide: () => [{ type: 'LampLit', data: {} }],
  })
  defineDecider<Lamp, LampCommand, LampEvent>({
    ...lamp,
    // @ts-expect-error: no such event
    decide: () => ({ type: 'LampStolen', data: {} }),
  })
  defineDecider<Lamp, LampCommand, LampEvent>({
    ...lamp,
    // @ts-expect-error: a decision must be synchronous
    decide: async () => ({ type: 'LampPutOut', data: {} }),
  })

  // @ts-expect-error: no such event
  startReactor(store, { name: 'bell', when: { LampStolen: () => {} } })
  // @ts-expect-error: the event has no such data
  startReactor(store, { name: 'bell', when: { LampLit: ({ data }) => data.lumen } })
  // @ts-expect-error: new events have no position
  new LampObject('lamp:1').applyHistory([{ type: 'LampPutOut', data: {} }])
  // @ts-expect-error: recordThat is protected
  new LampObject('lamp:1').recordThat({ type: 'LampPutOut', data: {} })

  // @ts-expect-error: wrong data in a given event
  scenario(lamp, { given: [{ type: 'LampLit', data: { watts: '4' } }], when: { type: 'PutOut' }, thenNothing: true })
  // @ts-expect-error: a command the decider does not know
  scenario(lamp, { when: { type: 'Steal' }, thenNothing: true })
  // @ts-expect-error: an event that does not exist
  scenario(lamp, { when: { type: 'PutOut' }, then: [{ type: 'LampStolen', data: {} }] })
  // @ts-expect-error: a scenario expects either events or an error
  scenario(lamp, { when: { type: 'PutOut' }, then: [], thenThrows: Error })
  // @ts-expect-error: a scenario without an expected outcome
  scenario(lamp, { when: { type: 'PutOut' } })
  // @ts-expect-error: the object has no such method
  scenario(() => new LampObject('lamp:1'), { when: (lamp) => lamp.steal(), thenNothing: true })
  // @ts-expect-error: a state of another type
  scenario(lamp, { given: [], then: { lumen: 0 } })
}

test('recorded events have the types of their union', () => {
  expectTypeOf<RecordedEvent<LampEvent>['type']>().toEqualTypeOf<'LampLit' | 'LampPutOut'>()
  expectTypeOf(happyPath).toEqualTypeOf<typeof misuse>()
  expectTypeOf(lamp.decide).parameter(0).toEqualTypeOf<LampCommand>()
  expectTypeOf(lamp.decide).parameter(1).toEqualTypeOf<Lamp>()
})
