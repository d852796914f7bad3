import { createEventStore, type EventStore, type RecordedEvent } from 'rewindable'
import { type Reactor, startProcessManager } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import { beforeNextTask } from '../before-next-task.ts'
import { SlowStorage } from '../log/slow-storage.ts'
import { inMemory, newName, places, untilTheEnd as storeUntilTheEnd } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'
import { held, noteDeposits, reacting } from './reacting.ts'
import { storeWith } from './store-with.ts'

const ada = 'purse:ada'
const aDay = 86_400_000

describe.each(places)('a reactor, in $place,', ({ open }) => {
  test.each([
    ['at its start', async () => {}],
    ['after it waited for something', (store: EventStore) => store.lastPosition()],
  ])(
    'may be stopped by its own reaction, %s: the event is dealt with, and the next one takes over',
    async (_, before) => {
      const store = await open<PurseEvent>(newName())
      const begun: number[] = []
      const reactor = reacting(store, async (own, amount) => {
        begun.push(amount)
        await before(store)
        await own.stop()
        await store.lastPosition()
      })
      await store.append(ada, [moneyPutIn(1), moneyPutIn(2)])
      await reactor.stopped
      expect([reactor.status, reactor.error, begun, await reactor.position()]).toEqual(['stopped', undefined, [1], 1])
      const next = noteDeposits(store)
      await eventually(() => expect(next.noted).toEqual([2]))
    },
  )

  test('that its reaction stopped repeats the event of that reaction when the reaction fails', async () => {
    const store = await open<PurseEvent>(newName())
    const reactor = reacting(store, async (own) => {
      await own.stop()
      throw new Error('not yet')
    })
    await store.append(ada, moneyPutIn(1))
    await reactor.stopped
    expect([reactor.error, await reactor.parked(), await reactor.position()]).toEqual([undefined, [], 0])
    const next = noteDeposits(store, { fromPosition: 1 })
    await eventually(() => expect(next.noted).toEqual([1]))
  })

  test('that is stopped starts no further reaction, and `stopped` waits for the one that runs', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    const { reaction, hasBegun, finish } = held()
    const order: string[] = []
    const reactor = reacting(here, async (_, amount) => {
      await reaction()
      order.push(`here ${amount}`)
    })
    await here.append(ada, [moneyPutIn(1), moneyPutIn(2)])
    await hasBegun
    const next = noteDeposits(there, { fromPosition: 1 }, (amount) => order.push(`there ${amount}`))
    await beforeNextTask(reactor.stop())
    expect([reactor.status, next.reactor.status]).toEqual(['running', 'waiting'])
    void reactor.stopped.then(() => order.push('stopped'))
    finish()
    await eventually(() => expect(order).toHaveLength(3))
    // The next one never works beside it.
    expect([order[0], order.toSorted()]).toEqual(['here 1', ['here 1', 'stopped', 'there 2']])
    expect(await next.reactor.position()).toBe(2)
  })

  test('that is stopped while no reaction runs has stopped when the promise resolves', async () => {
    const store = await open<PurseEvent>(newName())
    const { reactor } = noteDeposits(store)
    await eventually(() => expect(reactor.status).toBe('running'))
    await reactor.stop()
    expect(reactor.status).toBe('stopped')
    await reactor.stopped
  })

  test('may be stopped by a listener, which hears it stop', async () => {
    const store = await open<PurseEvent>(newName())
    const stopped: unknown[] = []
    const reactor = reacting(
      store,
      () => {
        throw new Error('not wanted')
      },
      { tries: 1 },
    )
    reactor.addEventListener('parked', () => void reactor.stop())
    reactor.addEventListener('stopped', ({ detail }) => {
      stopped.push(detail)
      void reactor.stop()
      void store.close()
    })
    await store.append(ada, [moneyPutIn(1), moneyPutIn(2)])
    await reactor.stopped
    expect([stopped, reactor.status]).toEqual([[null], 'stopped'])
    await store.close()
  })

  test('whose reaction closes the store stops, and leaves the event to the next', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    const aborted: boolean[] = []
    const reactor = reacting(here, async (_, __, signal) => {
      await here.close()
      aborted.push(signal.aborted)
    })
    await there.append(ada, moneyPutIn(1))
    await reactor.stopped
    expect([aborted, reactor.error]).toEqual([[true], undefined])
    const next = noteDeposits(there, { fromPosition: 1 })
    await eventually(() => expect(next.noted).toEqual([1]))
  })

  test.each([
    ['is stopped', (reactor: Reactor<PurseEvent>) => reactor.stop()],
    ['has its store closed', (_: unknown, store: EventStore) => store.close()],
  ])('that waits before another try ends when it %s', async (_, end) => {
    const name = newName()
    const [store, other] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    let isWaiting = false
    const delay = (): number => {
      isWaiting = true
      return aDay
    }
    const fail = (): never => {
      throw new Error('not yet')
    }
    const reactor = reacting(store, fail, { delay })
    await store.append(ada, moneyPutIn(1))
    await eventually(() => expect(isWaiting).toBe(true))
    await end(reactor, store)
    await reactor.stopped
    expect([reactor.status, reactor.error]).toEqual(['stopped', undefined])
    const next = noteDeposits(other)
    await eventually(() => expect(next.noted).toEqual([1]))
  })

  test('that waits for its turn ends when its store is closed', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    const first = noteDeposits(here)
    await eventually(() => expect(first.reactor.status).toBe('running'))
    const second = noteDeposits(there)
    await there.close()
    await second.reactor.stopped
    expect([first.reactor.status, second.reactor.status, second.reactor.error]).toEqual([
      'running',
      'stopped',
      undefined,
    ])
  })

  test('that is made on a closed store stops, also while another has its turn', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    const first = noteDeposits(here)
    await eventually(() => expect(first.reactor.status).toBe('running'))
    await there.close()
    const second = noteDeposits(there, { fromPosition: 1 })
    await second.reactor.stopped
    expect(second.reactor.status).toBe('stopped')
  })

  test('of a process manager may be stopped by a command that it sends', async () => {
    const store = await open<PurseEvent>(newName())
    const sent: string[] = []
    const process = {
      name: 'process',
      initialState: () => 0,
      when: {},
      correlate: () => 'one',
      decide: { MoneyPutIn: () => 'command' },
    }
    const dispatch = async (command: string): Promise<void> => {
      sent.push(command)
      await reactor.stop()
    }
    const reactor: Reactor<PurseEvent> = startProcessManager(store, process, dispatch, { fromPosition: 1 })
    await store.append(ada, [moneyPutIn(1), moneyPutIn(2)])
    await reactor.stopped
    expect([sent, await reactor.position()]).toEqual([['command'], 1])
  })
})

describe('a reactor that is stopped', () => {
  test('does not react to an event that was delivered just before', async () => {
    const store = await inMemory<PurseEvent>(newName())
    const { events } = await store.append(ada, moneyPutIn(1))
    async function* lastDelivery(): AsyncGenerator<RecordedEvent<PurseEvent>> {
      void reactor.stop()
      yield* events
    }
    const begun: number[] = []
    const reactor = reacting(storeWith(store, { subscribe: lastDelivery }), (_, amount) => begun.push(amount))
    await reactor.stopped
    expect([begun, await reactor.position(), reactor.error]).toEqual([[], 0, undefined])
  })

  test('does not wait for the database to say where to begin', async () => {
    const storage = new SlowStorage(newName())
    const store = storeUntilTheEnd(createEventStore<PurseEvent>(storage))
    storage.answersReads = false
    const { reactor } = noteDeposits(store)
    await eventually(() => expect(reactor.status).toBe('running'))
    await reactor.stop()
    expect([reactor.status, reactor.error]).toEqual(['stopped', undefined])
  })

  test('does not wait for the state of a process', async () => {
    const storage = new SlowStorage(newName())
    const store = storeUntilTheEnd(createEventStore<PurseEvent>(storage))
    const process = {
      name: 'process',
      initialState: () => 0,
      when: {},
      correlate: () => {
        storage.answersReads = false
        return 'one'
      },
      decide: { MoneyPutIn: () => 'command' },
    }
    const reactor = startProcessManager(store, process, async () => {}, { fromPosition: 1 })
    await store.append(ada, moneyPutIn(1))
    await storage.isStuck
    await reactor.stop()
    await reactor.stopped
    expect([reactor.status, reactor.error, await reactor.parked()]).toEqual(['stopped', undefined, []])
  })
})
