import {
  defineProjection,
  type EventStore,
  LiveProjection,
  openMemoryEventStore,
  Projection,
  type ProjectionDefinition,
  reconstructState,
} from 'rewindable'
import type { RewindableTimeline } from 'rewindable/devtools'
import {
  AggregateRoot,
  type ApplyHandlers,
  defineDecider,
  defineProcessManager,
  handleCommand,
  handleCommands,
  type ReactorDefinition,
  Repository,
  startProcessManager,
  startReactor,
} from 'rewindable/model'
import { scenario } from 'rewindable/testing'
import { Timeline } from 'rewindable/time-travel'
import { hostProjections } from 'rewindable/worker'
import { expect, expectTypeOf, test } from 'vitest'

type AccountEvent =
  | { readonly type: 'MoneyDeposited'; readonly data: { readonly amount: number } }
  | { readonly type: 'AccountClosed'; readonly data: { readonly reason: string } }
type HerdEvent =
  | { readonly type: 'ElephpantAdopted'; readonly data: { readonly breed: string } }
  | { readonly type: 'HerdLeft'; readonly data: null }
type LampEvent = { readonly type: 'LampLit'; readonly data: { readonly watts: number } }
type Store = EventStore<AccountEvent | HerdEvent>

const account = defineDecider<number, number, AccountEvent>({
  name: 'account',
  initialState: () => 0,
  when: { MoneyDeposited: (balance, { data }) => balance + data.amount },
  decide: (amount) => ({ type: 'MoneyDeposited', data: { amount } }),
})
const balance: ProjectionDefinition<number, AccountEvent> = defineProjection<number, AccountEvent>({
  name: 'balance',
  initialState: () => 0,
  when: account.when,
})
/** `correlate` reads fields that only some event types have. */
const thanks = defineProcessManager<number, string, AccountEvent>({
  name: 'thanks',
  initialState: () => 0,
  when: { MoneyDeposited: (count) => count + 1 },
  correlate: ({ type, data }) => (type === 'MoneyDeposited' ? `${data.amount.toFixed()}` : data.reason.trim()),
  decide: { MoneyDeposited: ({ data }, count) => `${data.amount}, ${count}` },
})

class Account extends AggregateRoot<AccountEvent> {
  balance = 0
  protected readonly when: ApplyHandlers<AccountEvent> = {
    MoneyDeposited: ({ data }) => {
      this.balance += data.amount
    },
  }
}

const lit = defineProjection<number, LampEvent>({
  name: 'lit',
  initialState: () => 0,
  when: { LampLit: (_, { data }) => data.watts },
})
const lamp = defineDecider<number, number, LampEvent>({
  ...lit,
  decide: (watts) => ({ type: 'LampLit', data: { watts } }),
})
const wrongData = defineProjection<
  number,
  { readonly type: 'MoneyDeposited'; readonly data: { readonly cents: number } }
>({
  name: 'wrong data',
  initialState: () => 0,
  when: { MoneyDeposited: (_, { data }) => data.cents },
})

async function storeOfBoth(): Promise<Store> {
  const store = await openMemoryEventStore<AccountEvent | HerdEvent>()
  await store.append('herd:1', { type: 'HerdLeft', data: null })
  await store.append('account:1', { type: 'MoneyDeposited', data: { amount: 100 } })
  await store.append('herd:1', { type: 'ElephpantAdopted', data: { breed: 'Blue' } })
  return store
}

test('definitions for some of the event types of a store run over that store', async () => {
  const store = await storeOfBoth()
  const projection = new Projection(store, account)
  await projection.catchUp()
  const live = new LiveProjection(store, balance)
  await live.catchUp()
  const timeline = new Timeline(store, [balance, account])
  await timeline.seek(3)
  const accounts = new Repository(store, { create: (streamId) => new Account(streamId) })
  expect([
    projection.state,
    live.state,
    ...timeline.getSnapshot().state,
    await reconstructState(store, account, { streamId: 'account:1' }),
    (await accounts.retrieve('account:1')).balance,
    (await handleCommand(store, account, 'account:1', 5)).state,
    (await handleCommands(store, account, [{ streamId: 'account:1', command: 5 }])).map(({ state }) => state),
  ]).toEqual([100, 100, 100, 100, 100, 100, 105, [110]])
  expectTypeOf(timeline.getSnapshot().state).toEqualTypeOf<readonly [number, number]>()
  expectTypeOf(live.state).toEqualTypeOf<number>()
  timeline.stop()
  live.stop()
})

test('correlate is called only for events of the types that the process manager names', async () => {
  const store = await storeOfBoth()
  const sent: string[] = []
  const asked = new Set<string>()
  const watched: typeof thanks = {
    ...thanks,
    correlate: (event) => {
      asked.add(event.type)
      return thanks.correlate(event)
    },
  }
  const running = startProcessManager(
    store,
    watched,
    async (command) => {
      sent.push(command)
    },
    { fromPosition: 1 },
  )
  await expect.poll(() => sent).toEqual(['100, 1'])
  expect(await running.parked()).toEqual([])
  expect([...asked]).toEqual(['MoneyDeposited'])
  await running.stop()
})

test('a scenario calls correlate only for events of the types that the process manager names', () => {
  let asked = 0
  const counted = {
    ...thanks,
    correlate: () => {
      asked += 1
      return 'all'
    },
  }
  scenario(counted, {
    given: [
      { type: 'AccountClosed', data: { reason: '' } },
      { type: 'MoneyDeposited', data: { amount: 1 } },
    ],
    when: { type: 'MoneyDeposited', data: { amount: 2 } },
    then: ['2, 2'],
  })
  scenario(counted, { when: { type: 'AccountClosed', data: { reason: '' } }, thenNothing: true })
  expect(asked).toBe(3)
})

/** Never called: for the compiler only. */
function accepted(store: Store, element: RewindableTimeline): void {
  startReactor(store, { name: 'receipts', when: { MoneyDeposited: ({ data }) => void data.amount } })
  const receipts: ReactorDefinition<AccountEvent> = { name: 'receipts', when: { AccountClosed: () => {} } }
  startReactor(store, receipts)
  hostProjections(store, [balance, account])
  new LiveProjection<number, AccountEvent | HerdEvent>(store, account)
  new Timeline(store, account)
  element.store = store
  element.projections = [balance, account]
}

/** Never called: the generic signature of a framework's hook. */
function ofAnyStore<State, E extends AccountEvent>(
  store: EventStore<E>,
  definition: ProjectionDefinition<State, E>,
): State {
  new Timeline(store, [definition])
  void reconstructState(store, definition)
  return new LiveProjection(store, definition).state
}

/** Never called: each line must be a compile error. */
function refused(store: Store): void {
  // @ts-expect-error: a projection of events that the store does not have
  new Projection(store, lit)
  // @ts-expect-error: a decider of events that the store does not have
  new LiveProjection(store, lamp)
  // @ts-expect-error: a projection of events that the store does not have
  void reconstructState(store, lit)
  // @ts-expect-error: a projection of events that the store does not have
  new Timeline(store, lit)
  // @ts-expect-error: one of the projections handles events that the store does not have
  new Timeline(store, [balance, lit])
  // @ts-expect-error: a projection of events that the store does not have
  hostProjections(store, [lit])
  // @ts-expect-error: a decider of events that the store does not have
  void handleCommand(store, lamp, 'lamp:1', 40)
  // @ts-expect-error: a decider of more events than the store has
  void handleCommand(store, { ...account, decide: () => ({ type: 'LampLit', data: { watts: 1 } }) }, 'account:1', 1)
  // @ts-expect-error: a reactor to events that the store does not have
  startReactor(store, { name: 'x', when: { LampLit: () => {} } })
  // @ts-expect-error: a process manager of events that the store does not have
  startProcessManager(store, { ...thanks, when: {}, decide: {}, correlate: (_: LampEvent) => 'x' }, async () => {})
  // @ts-expect-error: other data under the same type
  new Projection(store, wrongData)
  // @ts-expect-error: other data under the same type
  new Timeline(store, wrongData)
}

test('the compiler rejects definitions of events that a store does not have', () => {
  expectTypeOf(accepted).returns.toBeVoid()
  expectTypeOf(refused).returns.toBeVoid()
  expectTypeOf(ofAnyStore<number, AccountEvent>).returns.toBeNumber()
})
