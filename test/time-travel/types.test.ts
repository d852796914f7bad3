import type { EventStore, ProjectionDefinition } from 'rewindable'
import { openMemoryEventStore } from 'rewindable'
import { type Fork, fork, Timeline } from 'rewindable/time-travel'
import { expectTypeOf, onTestFinished, test } from 'vitest'
import { type BankEvent, balance, balances } from '../../examples/bank-account.ts'

test('the snapshot of a timeline has the types of its projection states', async () => {
  const store: EventStore<BankEvent> = await openMemoryEventStore<BankEvent>()
  const one = new Timeline(store, balance)
  const two = new Timeline(store, [balance, balances])
  const many: ProjectionDefinition<number, BankEvent>[] = [balance]
  const any = new Timeline(store, many)
  onTestFinished(() => {
    for (const timeline of [one, two, any]) timeline.stop()
  })
  expectTypeOf(one.getSnapshot().state).toEqualTypeOf<number>()
  expectTypeOf(two.getSnapshot().state[0]).toEqualTypeOf<number>()
  expectTypeOf(two.getSnapshot().state[1]['account:1']?.owner).toEqualTypeOf<string | undefined>()
  expectTypeOf(any.getSnapshot().state[7]).toEqualTypeOf<number | undefined>()
  expectTypeOf(one.getSnapshot().event?.type).toEqualTypeOf<BankEvent['type'] | undefined>()
  expectTypeOf(one.filter).parameter(0).toMatchTypeOf<{ types?: readonly BankEvent['type'][] }>()
  // @ts-expect-error: this event type does not exist
  one.filter({ types: ['MoneyStolen'] })
  // @ts-expect-error: two projections have only two states
  two.getSnapshot().state[2]
})

test('a fork has the event types of its store', async () => {
  const store: EventStore<BankEvent> = await openMemoryEventStore<BankEvent>()
  const whatIf = await fork(store)
  onTestFinished(() => whatIf.close())
  expectTypeOf(whatIf).toEqualTypeOf<Fork<BankEvent>>()
  expectTypeOf(whatIf).toExtend<EventStore<BankEvent>>()
  expectTypeOf(await fork(whatIf)).toEqualTypeOf<Fork<BankEvent>>()
  const append = (): unknown =>
    // @ts-expect-error: this event type does not exist
    whatIf.append('account:1', { type: 'MoneyStolen', data: { amount: 1 } })
  expectTypeOf(append).returns.toBeUnknown()
})
