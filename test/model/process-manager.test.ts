import type { EventStore, RecordedEvent } from 'rewindable'
import {
  type Dispatch,
  defineProcessManager,
  handleCommand,
  type Reactor,
  type ReactorOptions,
  startProcessManager,
} from 'rewindable/model'
import { scenario } from 'rewindable/testing'
import { describe, expect, test } from 'vitest'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { moneyIn, moneyPutIn, moneySpent, type PurseCommand, type PurseEvent, purse, putIn, spend } from './purse.ts'
import { failingCheckpoints, stopAtEnd } from './reactors.ts'

const ada = 'purse:ada'
const grace = 'purse:grace'

/** Adds 1 to the bonus of a purse each third time that the purse spends money. */
const bonuses = defineProcessManager<{ spent: number }, PurseCommand, PurseEvent>({
  name: 'bonuses',
  correlate: ({ streamId }) => (streamId.startsWith('purse:') ? streamId : undefined),
  initialState: () => ({ spent: 0 }),
  when: {
    MoneySpent: (state) => {
      state.spent += 1
    },
  },
  decide: { MoneySpent: (_, { spent }) => (spent % 3 === 0 ? putIn(1) : undefined) },
})

type Sent = Pick<Dispatch, 'commandId' | 'processId'> & { readonly command: PurseCommand }

/** Runs the process manager. Each process has a stream for its commands. Records the commands in `sent`. */
function run(
  store: EventStore<PurseEvent>,
  options: ReactorOptions = {},
  definition = bonuses,
): { reactor: Reactor<PurseEvent>; sent: Sent[] } {
  const sent: Sent[] = []
  const dispatch = async (command: PurseCommand, { commandId, processId, signal }: Dispatch): Promise<void> => {
    sent.push({ commandId, processId, command })
    await handleCommand(store, purse, `bonus:${processId}`, command, { commandId, signal })
  }
  const reactor = startProcessManager(store, definition, dispatch, { fromPosition: 1, delay: () => 0, ...options })
  return { reactor: stopAtEnd(reactor), sent }
}

describe.each(places)('a process manager, in $place', ({ open }) => {
  test('a process manager turns events into commands with a separate state for each process', async () => {
    const store = await open<PurseEvent>(newName())
    const { sent } = run(store)
    await store.append(ada, [moneyPutIn(100), moneySpent(1), moneySpent(1)])
    await store.append(grace, [moneySpent(1), moneySpent(1)])
    const { events } = await store.append(ada, [moneySpent(1), moneySpent(1)])
    const commandId = `bonuses/${events[0]?.id}/6/0`
    await eventually(async () => expect(await moneyIn(store, `bonus:${ada}`)).toBe(1))
    expect(sent).toEqual([{ commandId, processId: ada, command: putIn(1) }])
    expect((await store.readCommand(commandId)).map(({ streamId }) => streamId)).toEqual([`bonus:${ada}`])
  })

  test('a process manager folds events from before its start but sends no commands for them', async () => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, [moneySpent(1), moneySpent(1), moneySpent(1), moneySpent(1), moneySpent(1)])
    const { sent } = run(store, { fromPosition: 'now' })
    const { events } = await store.append(ada, moneySpent(1))
    await eventually(() => expect(sent.map(({ commandId }) => commandId)).toEqual([`bonuses/${events[0]?.id}/6/0`]))
  })

  test('a process manager sends several commands in order, each with its own command id', async () => {
    const store = await open<PurseEvent>(newName())
    const generous: typeof bonuses = { ...bonuses, decide: { MoneySpent: () => [putIn(2), spend(1)] } }
    const { sent } = run(store, {}, generous)
    const { events } = await store.append(ada, moneySpent(1))
    await eventually(async () => expect(await moneyIn(store, `bonus:${ada}`)).toBe(1))
    expect(sent.map(({ commandId }) => commandId)).toEqual([0, 1].map((index) => `bonuses/${events[0]?.id}/1/${index}`))
  })

  test('a command that is sent again after a crash has the same id and is recorded once', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    let isDying = false
    const first = run(failingCheckpoints(here, () => isDying))
    await there.append(ada, [moneySpent(1), moneySpent(1)])
    await eventually(async () => expect(await first.reactor.position()).toBe(2))
    isDying = true
    await there.append(ada, moneySpent(1))
    await eventually(() => expect(first.reactor.status).toBe('stopped'))
    expect(first.sent).toHaveLength(1)

    const second = run(there)
    await eventually(async () => expect(await second.reactor.position()).toBe(3))
    expect(second.sent).toEqual(first.sent)
    expect(await there.streamVersion(`bonus:${ada}`)).toBe(1)
  })

  test('retryParked decides a parked event with the state at its position', async () => {
    const store = await open<PurseEvent>(newName())
    let isFixed = false
    const states: number[] = []
    const saving: typeof bonuses = {
      ...bonuses,
      decide: {
        MoneySpent: (_, { spent }) => {
          states.push(spent)
          return putIn(spent)
        },
      },
    }
    const sent: PurseCommand[] = []
    const dispatch = async (command: PurseCommand): Promise<void> => {
      if (command.type === 'PutIn' && command.amounts[0] === 2 && !isFixed) throw new Error('temporary failure')
      sent.push(command)
    }
    const reactor = stopAtEnd(
      startProcessManager(store, saving, dispatch, { fromPosition: 1, tries: 2, delay: () => 0 }),
    )
    await store.append(ada, [moneySpent(1), moneySpent(1), moneySpent(1)])
    await eventually(async () => expect(await reactor.position()).toBe(3))
    expect(sent).toEqual([putIn(1), putIn(3)])
    isFixed = true
    // The retry runs while the reactor handles further events.
    const appending = store.append(ada, [moneySpent(1), moneySpent(1)])
    expect(await reactor.retryParked(2)).toBe(true)
    await appending
    await eventually(async () => expect(await reactor.position()).toBe(5))
    expect(states.sort()).toEqual([1, 2, 2, 2, 3, 4, 5])
    expect(sent.toSorted(byAmount)).toEqual([1, 2, 3, 4, 5].map((amount) => putIn(amount)))
  })

  test('the events of a process whose state cannot be folded are parked, and other processes continue', async () => {
    const store = await open<PurseEvent>(newName())
    const picky: typeof bonuses = {
      ...bonuses,
      when: {
        MoneySpent: (state, { data }) => {
          if (data.amount === 13) throw new RangeError('13 is invalid')
          state.spent += 1
        },
      },
    }
    const { reactor, sent } = run(store, { tries: 1 }, picky)
    await store.append(ada, [moneySpent(13), moneySpent(1)])
    await store.append(grace, [moneySpent(1), moneySpent(1), moneySpent(1)])
    await eventually(async () => expect(await reactor.position()).toBe(5))
    expect(sent.map(({ processId }) => processId)).toEqual([grace])
    expect(await reactor.parked()).toMatchObject([{ position: 1 }, { position: 2 }])
  })

  test('an event is parked with the error of `correlate` for an earlier event that only `when` names', async () => {
    const store = await open<PurseEvent>(newName())
    let isFixed = false
    const picky: typeof bonuses = {
      ...bonuses,
      correlate: (event) => {
        if (event.type === 'MoneyPutIn' && !isFixed) throw new RangeError('no process found')
        return event.streamId
      },
      when: {
        ...bonuses.when,
        MoneyPutIn: (state) => {
          state.spent += 2
        },
      },
    }
    const { reactor, sent } = run(store, { tries: 2 }, picky)
    await store.append(ada, [moneyPutIn(1), moneySpent(1)])
    await eventually(async () => expect(await reactor.position()).toBe(2))
    expect([sent, await reactor.parked()]).toMatchObject([[], [{ position: 2, error: 'RangeError: no process found' }]])
    isFixed = true
    expect(await reactor.retryParked(2)).toBe(true)
    expect(sent).toMatchObject([{ processId: ada, command: putIn(1) }])
  })

  test('a process manager ignores events that belong to no process', async () => {
    const store = await open<PurseEvent>(newName())
    const { reactor, sent } = run(store)
    await store.append('elsewhere', [moneySpent(1), moneySpent(1), moneySpent(1)])
    await eventually(async () => expect(await reactor.position()).toBe(3))
    expect([sent, await reactor.parked()]).toEqual([[], []])
  })
})

test('a process manager without a name or with an invalid option throws InvalidArgument', async () => {
  const define = async (): Promise<unknown> => defineProcessManager({ ...bonuses, name: '' })
  expect(await rejectionOf(define())).toMatchObject({ code: 'InvalidArgument', argument: 'name' })
  const { open } = places[1] ?? expect.fail()
  const store = await open<PurseEvent>(newName())
  const start = async (): Promise<unknown> => startProcessManager(store, bonuses, async () => {}, { tries: 0 })
  expect(await rejectionOf(start())).toMatchObject({ code: 'InvalidArgument', argument: 'tries' })
})

describe('a scenario of a process manager', () => {
  const spent = [moneySpent(1), moneySpent(1)]
  const from = (streamId: string, position: number): RecordedEvent<PurseEvent> => ({
    ...moneySpent(1),
    id: `event-${position}`,
    streamId,
    streamVersion: position,
    globalPosition: position,
    recordedAt: 0,
    metadata: {},
  })

  test('a scenario of a process manager compares the commands for an event', () => {
    scenario(bonuses, { given: [from(ada, 1), from(ada, 2)], when: moneySpent(1), then: [putIn(1)] })
    scenario(bonuses, { given: [from(ada, 1), from(grace, 2)], when: from(ada, 3), thenNothing: true })
    scenario(bonuses, { given: [from(ada, 1)], when: moneyPutIn(1), thenNothing: true })
    scenario({ ...bonuses, correlate: () => 'all' }, { given: spent, when: moneySpent(1), then: [putIn(1)] })
  })

  test('a scenario finds no command for an event that belongs to no process', () => {
    scenario(bonuses, { given: spent, when: moneySpent(1), thenNothing: true })
  })
})

function byAmount(a: PurseCommand, b: PurseCommand): number {
  const amountOf = (command: PurseCommand): number => (command.type === 'PutIn' ? (command.amounts[0] ?? 0) : 0)
  return amountOf(a) - amountOf(b)
}
