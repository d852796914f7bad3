import {
  defineProjection,
  type EventStore,
  type JsonEvent,
  LiveProjection,
  openEventStore,
  openMemoryEventStore,
  type PlainEvent,
  Projection,
  type RecordedEvent,
  reconstructState,
} from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
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
import { recordedEvents, scenario } from 'rewindable/testing'
import { fork, Timeline } from 'rewindable/time-travel'
import { expect, expectTypeOf, test } from 'vitest'
import type { JsonValue } from '../derived-types.ts'

// The compiler checks this file: `npx tsc` fails on unexpected errors and on missing ones.

interface Person {
  name: string
  manager?: Person
  readonly tags: readonly Tag[]
}
type Tag = { label: string }
type AccountId = string & { readonly __brand: 'AccountId' }
declare enum Currency {
  euro = 'EUR',
  dollar = 'USD',
}
declare enum Rank {
  low,
  high,
}
interface Point extends Tag {
  at: readonly [x: number, y?: number]
}
interface Deposited {
  amount: number
  note?: string
  account: AccountId
  currency: Currency
  rank: Rank
  by: Person | null
  point: Point | { none: true }
  lookup: Record<string, Person>
  anything: unknown
  // biome-ignore lint/suspicious/noExplicitAny: data of a generated API type may be any
  whatever: any
}
interface Cause {
  causationId: string
  userId?: string
}
interface MoneyDeposited {
  type: 'MoneyDeposited'
  data: Deposited
  metadata?: Cause
}
interface AccountClosed {
  type: 'AccountClosed'
  data: null
}
type AccountEvent = MoneyDeposited | AccountClosed

const deposited: MoneyDeposited = {
  type: 'MoneyDeposited',
  data: {
    amount: 1,
    account: 'account:1' as AccountId,
    currency: 'EUR' as Currency,
    rank: 1,
    by: { name: 'Ada', tags: [{ label: 'x' }], manager: { name: 'Grace', tags: [] } },
    point: { label: 'here', at: [1] },
    lookup: {},
    anything: 1,
    whatever: 2,
  },
  metadata: { causationId: '1' },
}

test('every part of the library accepts event data that is typed as an interface', async () => {
  const store = await openMemoryEventStore<AccountEvent>()
  await store.append('account:1', deposited)
  const sum = defineProjection<number, AccountEvent>({
    name: 'sum',
    initialState: () => 0,
    when: { MoneyDeposited: (sum, { data, metadata }) => sum + data.amount + Number(metadata.userId ?? 0) },
  })
  const account = defineDecider<number, Deposited, AccountEvent>({
    ...sum,
    decide: (data) => ({ type: 'MoneyDeposited', data }),
  })
  class Account extends AggregateRoot<AccountEvent> {
    sum = 0
    protected readonly when: ApplyHandlers<AccountEvent> = {
      MoneyDeposited: ({ data }) => {
        this.sum += data.amount
      },
    }

    deposit(data: Deposited): void {
      this.recordThat({ type: 'MoneyDeposited', data })
    }
  }
  await handleCommand(store, account, 'account:1', deposited.data)
  const accounts = new Repository(store, { create: (streamId) => new Account(streamId) })
  const mine = await accounts.retrieve('account:1')
  mine.deposit(deposited.data)
  await accounts.persist(mine)
  await startReactor(store, { name: 'receipts', when: { MoneyDeposited: ({ data }) => void data.amount } }).stop()
  const process = defineProcessManager<number, Deposited, AccountEvent>({
    name: 'process',
    correlate: ({ streamId }) => streamId,
    initialState: () => 0,
    when: {},
    decide: { MoneyDeposited: ({ data }) => data },
  })
  await startProcessManager(store, process, async () => {}).stop()
  const live = new LiveProjection(store, sum)
  await live.catchUp()
  live.stop()
  const timeline = new Timeline(store, [sum, account])
  await timeline.seek(1)
  timeline.stop()
  const whatIf = await fork(store)
  const events: RecordedEvent<AccountEvent>[] = (await whatIf.readStream('account:1')).events.slice()
  scenario(account, {
    given: [deposited],
    when: deposited.data,
    then: [{ type: 'MoneyDeposited', data: deposited.data }],
  })
  scenario(sum, { given: recordedEvents<AccountEvent>('account:1', [deposited]), then: 1 })
  scenario(process, { when: deposited, then: [deposited.data] })
  scenario(() => new Account('account:1'), {
    given: events.slice(0, 1),
    when: (account) => account.deposit(deposited.data),
    then: [{ type: 'MoneyDeposited', data: deposited.data }],
  })
  const opened: EventStore<AccountEvent> = createEventStore<AccountEvent>(new MemoryStorage('interfaces'))
  const any: EventStore = opened
  expect(await any.lastPosition()).toBe(0)
  expect([await reconstructState(store, sum), new Projection(store, sum).state, events.length]).toEqual([3, 0, 3])
})

type Of<Data> = { readonly type: 'Told'; readonly data: Data }
class Money {
  readonly amount = 1
  plus(): number {
    return this.amount
  }
}

/** Never called: for the compiler only. */
function accepted<E extends PlainEvent<E>>(event: E): (() => unknown)[] {
  return [
    () => openEventStore<E>('generic').then((store) => store.append('a', event)),
    () => openMemoryEventStore<Of<string | null>>(),
    () => openMemoryEventStore<Of<unknown>>(),
    // biome-ignore lint/suspicious/noExplicitAny: the compiler cannot check any
    () => openMemoryEventStore<Of<any>>(),
    () => openMemoryEventStore<Of<JsonValue>>(),
    () => openMemoryEventStore<Of<Record<string, unknown>>>(),
    () => openMemoryEventStore<Of<Record<string, never>>>(),
    () => openMemoryEventStore<Of<readonly Person[]>>(),
    () => openMemoryEventStore<Of<[a: Person, b?: number]>>(),
    () => openMemoryEventStore<Of<AccountId | Currency | Rank>>(),
    () => openMemoryEventStore<Of<`${number}px`>>(),
    () => openMemoryEventStore<Of<{ readonly note: string | undefined }>>(),
    () => openMemoryEventStore().then((store) => store.append('a', { type: 'Told', data: { any: ['JSON'] } })),
    () => openMemoryEventStore<JsonEvent>(),
  ]
}

/** Never called. The compiler must reject each of these types. */
function refused(): (() => unknown)[] {
  return [
    // @ts-expect-error: a Date is not JSON
    () => openMemoryEventStore<Of<Date>>(),
    // @ts-expect-error: a nested Date is not JSON
    () => openMemoryEventStore<Of<{ when: Date }>>(),
    // @ts-expect-error: a Date in a list is not JSON
    () => openMemoryEventStore<Of<{ list: readonly { when?: Date }[] }>>(),
    // @ts-expect-error: one member of the union is not JSON
    () => openMemoryEventStore<AccountEvent | Of<{ when: string | Date }>>(),
    // @ts-expect-error: a function is not JSON
    () => openMemoryEventStore<Of<{ call: () => void }>>(),
    // @ts-expect-error: a Map is not JSON
    () => openEventStore<Of<{ map: Map<string, number> }>>('x'),
    // @ts-expect-error: a Set is not JSON
    () => openEventStore<Of<Set<string>>>('x'),
    // @ts-expect-error: a big integer is not JSON
    () => openEventStore<Of<{ cents: bigint }>>('x'),
    // @ts-expect-error: a symbol is not JSON
    () => openEventStore<Of<symbol>>('x'),
    // @ts-expect-error: undefined is not JSON
    () => openEventStore<Of<undefined>>('x'),
    // @ts-expect-error: an array with undefined in it is not JSON
    () => openEventStore<Of<(Person | undefined)[]>>('x'),
    // @ts-expect-error: an object with methods is not JSON
    () => openEventStore<Of<{ money: Money }>>('x'),
    // @ts-expect-error: a buffer is not JSON
    () => openEventStore<Of<{ bytes: Uint8Array }>>('x'),
    // @ts-expect-error: a Promise is not JSON
    () => openEventStore<Of<Promise<string>>>('x'),
    // @ts-expect-error: metadata with a Date is not JSON
    () => openEventStore<{ type: 'Told'; data: null; metadata: { at: Date } }>('x'),
    // @ts-expect-error: metadata must be an object
    () => openEventStore<{ type: 'Told'; data: null; metadata: string }>('x'),
    // @ts-expect-error: an event must have data
    () => openEventStore<{ type: 'Told' }>('x'),
    // @ts-expect-error: a Date is not JSON
    () => createEventStore<Of<Date>>(new MemoryStorage('x')),
    // @ts-expect-error: a Date is not JSON
    () => openMemoryEventStore().then((store) => store.append('a', { type: 'Told', data: { when: new Date() } })),
    // @ts-expect-error: a Date is not JSON
    () => defineProjection<number, Of<Date>>({ name: 'x', initialState: () => 0, when: {} }),
    // @ts-expect-error: a Date is not JSON
    () => defineDecider<number, null, Of<Date>>({ name: 'x', initialState: () => 0, when: {}, decide: () => {} }),
    () =>
      // @ts-expect-error: a Date is not JSON
      defineProcessManager<number, null, Of<Date>>({
        name: 'x',
        initialState: () => 0,
        when: {},
        correlate: () => 'x',
        decide: {},
      }),
  ]
}

test('the event data of a store without a type parameter is typed as JSON', async () => {
  const store = await openMemoryEventStore()
  expectTypeOf(accepted).toBeFunction()
  expectTypeOf(refused).toBeFunction()
  expectTypeOf<Awaited<ReturnType<typeof store.readStream>>['events'][number]['data']>().toEqualTypeOf<JsonValue>()
})
