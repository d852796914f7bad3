import { defineProjection, InvalidArgument, openMemoryEventStore, type RecordedEvent } from 'rewindable'
import { AggregateRoot, type ApplyHandlers, defineDecider, defineProcessManager, handleCommand } from 'rewindable/model'
import { recordedEvents, ScenarioFailed, scenario } from 'rewindable/testing'
import { expect, test } from 'vitest'

type Moved = { readonly type: 'Moved'; readonly data: { readonly amount: number } }

const moved = (amount: number): Moved => ({ type: 'Moved', data: { amount } })
/** Records the amounts of all events that it has folded, so that a scenario shows them. */
const account = defineDecider<number[], 'tell', Moved>({
  name: 'account',
  initialState: () => [],
  when: { Moved: (seen, { streamVersion, data }) => [...seen, streamVersion * 100 + data.amount] },
  decide: (_, seen) => seen.map(moved),
})
const all = defineProjection<number, Moved>({
  name: 'all',
  initialState: () => 0,
  when: { Moved: (sum, { data }) => sum + data.amount },
})
const everything = defineProcessManager<number, number, Moved>({
  ...all,
  correlate: () => 'all',
  decide: { Moved: (_, sum) => sum },
})

class Account extends AggregateRoot<Moved> {
  #seen: number[] = []
  readonly #now: () => number

  constructor(streamId: string, now: () => number = () => 0) {
    super(streamId)
    this.#now = now
  }

  protected readonly when: ApplyHandlers<Moved> = {
    Moved: ({ data }) => {
      this.#seen.push(data.amount)
    },
  }

  tell(): void {
    for (const amount of [...this.#seen]) this.recordThat(moved(amount))
  }

  tellTime(): void {
    this.recordThat(moved(this.#now()))
  }
}

const ofTwo: RecordedEvent<Moved>[] = [
  ...recordedEvents('account:1', [moved(1)]),
  ...recordedEvents('account:2', [moved(2)], { position: 2 }),
  ...recordedEvents('account:1', [moved(3)], { position: 3, version: 2 }),
]

test('a scenario of a decider folds only the stream of the first given event, like handleCommand', async () => {
  scenario(account, { given: ofTwo, when: 'tell', then: [moved(101), moved(203)] })
  const store = await openMemoryEventStore<Moved>()
  for (const { streamId, data } of ofTwo) await store.append(streamId, moved(data.amount))
  const { events } = await handleCommand(store, account, 'account:1', 'tell')
  expect(events.map(({ data }) => data.amount)).toEqual([101, 203])
})

test('a scenario of a decider with `streamId` folds only that stream', () => {
  scenario(account, { given: ofTwo, streamId: 'account:2', when: 'tell', then: [moved(102)] })
  scenario(account, { given: ofTwo, streamId: 'account:3', when: 'tell', thenNothing: true })
})

test('new and decided events belong to the stream of the decider', () => {
  const given = [...ofTwo.slice(0, 2), moved(4)]
  scenario(account, { given, when: 'tell', then: [moved(101), moved(204)] })
  scenario(account, { given, streamId: 'account:2', when: 'tell', then: [moved(102), moved(204)] })
  scenario(account, {
    given: [moved(1)],
    streamId: 'account:2',
    when: ['tell', 'tell'],
    then: [moved(101), moved(101), moved(301)],
    alsoRebuilt: true,
  })
})

test('a scenario of an aggregate applies only the events of its stream, like a repository', () => {
  const when = (account: Account): void => account.tell()
  scenario(() => new Account('account:1'), { given: ofTwo, when, then: [moved(1), moved(3)] })
  scenario(() => new Account('account:2'), { given: ofTwo, when, then: [moved(2)] })
  scenario(() => new Account('account:3'), { given: ofTwo, when, thenNothing: true })
  scenario(() => new Account('account:3'), { given: [...ofTwo, moved(4)], when, then: [moved(4)] })
  scenario(() => new Account('account:1'), {
    given: ofTwo.slice(0, 2),
    when: [when, when],
    then: [moved(1), moved(1), moved(1)],
    alsoRebuilt: true,
  })
})

test('scenarios of projections and process managers fold the events of all streams', () => {
  scenario(all, { given: ofTwo, then: 6 })
  scenario(account, { given: ofTwo, then: [101, 102, 203] })
  scenario(everything, { given: ofTwo, when: moved(4), then: [10] })
})

test('an aggregate in a scenario gets its clock from the function that creates it', () => {
  scenario(() => new Account('account:1', () => 5), { when: (account) => account.tellTime(), then: [moved(5)] })
})

const now = (): number => 5
const when = (account: Account): void => account.tell()
const create = (): Account => new Account('account:1')
/** Calls that the compiler rejects and that plain JavaScript can still make. */
const ignored: [name: string, run: () => void][] = [
  // @ts-expect-error: an aggregate gets its clock from the function that creates it
  ['now', () => scenario(create, { when, thenNothing: true, now })],
  // @ts-expect-error: an aggregate gets its ids from the function that creates it
  ['newId', () => scenario(create, { when, thenNothing: true, newId: () => 'x' })],
  // @ts-expect-error: an aggregate has its own streamId
  ['streamId', () => scenario(create, { when, thenNothing: true, streamId: 'account:1' })],
  // @ts-expect-error: a process manager has no clock
  ['now', () => scenario(everything, { when: moved(1), then: [1], now })],
  // @ts-expect-error: a process manager is never rebuilt between two steps
  ['alsoRebuilt', () => scenario(everything, { when: moved(1), then: [1], alsoRebuilt: true })],
  // @ts-expect-error: a projection has no clock
  ['now', () => scenario(all, { given: [], then: 0, now })],
  // @ts-expect-error: a projection decides nothing
  ['when', () => scenario(all, { given: [], when: 'tell', then: 0 })],
  // @ts-expect-error: the outcome of a projection is a state
  ['thenNothing', () => scenario(all, { given: [], then: 0, thenNothing: true })],
  // @ts-expect-error: no such option
  ['gven', () => scenario(account, { gven: ofTwo, when: 'tell', thenNothing: true })],
  // @ts-expect-error: a clock is a function
  ['now', () => scenario(account, { when: 'tell', thenNothing: true, now: 5 })],
  // @ts-expect-error: one event is not a list of events
  ['given', () => scenario(account, { given: moved(1), when: 'tell', thenNothing: true })],
]

test.each(ignored)(
  'a scenario throws InvalidArgument for the argument %s if that argument is invalid or would be ignored',
  (argument, run) => {
    expect(run).toThrow(InvalidArgument)
    expect(run).toThrow(expect.objectContaining({ argument }))
  },
)

test('the error for the option `now` of an aggregate says where to pass the clock', () => {
  const [, run] = ignored[0] ?? ['', () => {}]
  expect(run).toThrow('now: expected undefined; pass it to the aggregate in the function that creates it')
})

test('a scenario with two expected outcomes throws', () => {
  // @ts-expect-error: a scenario expects either events or nothing
  const run = (): void => scenario(account, { when: 'tell', then: [], thenNothing: true })
  expect(run).toThrow(ScenarioFailed)
  expect(run).toThrow('Expected only one of then, thenThrows and thenNothing')
})
