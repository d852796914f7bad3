import type { EventStore, RecordedEvent } from 'rewindable'
import { createEventStore } from 'rewindable/adapter'
import { type Reactor, startProcessManager } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import { beforeNextTask } from '../before-next-task.ts'
import { SlowStorage } from '../log/slow-storage.ts'
import { inMemory, newName, places, untilTheEnd } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'
import { heldReaction, recordDeposits, startReacting } from './reactors.ts'
import { storeWith } from './store-with.ts'

const ada = 'purse:ada'
const useEveryFunction = 86_400_000

describe.each(places)('stopping a reactor, in $place', ({ open }) => {
  test.each([
    ['immediately', async () => {}],
    ['after an await', (store: EventStore) => store.lastPosition()],
  ])(
    'a reaction can stop its own reactor %s: the event counts as handled, and the next reactor takes over',
    async (_, before) => {
      const store = await open<PurseEvent>(newName())
      const begun: number[] = []
      const reactor = startReacting(store, async (own, amount) => {
        begun.push(amount)
        await before(store)
        await own.stop()
        await store.lastPosition()
      })
      await store.append(ada, [moneyPutIn(1), moneyPutIn(2)])
      await reactor.stopped
      expect([reactor.status, reactor.error, begun, await reactor.position()]).toEqual(['stopped', undefined, [1], 1])
      const next = recordDeposits(store)
      await eventually(() => expect(next.noted).toEqual([2]))
    },
  )

  test('the next reactor repeats an event whose reaction stopped its reactor and then failed', async () => {
    const store = await open<PurseEvent>(newName())
    const reactor = startReacting(store, async (own) => {
      await own.stop()
      throw new Error('temporary failure')
    })
    await store.append(ada, moneyPutIn(1))
    await reactor.stopped
    expect([reactor.error, await reactor.parked(), await reactor.position()]).toEqual([undefined, [], 0])
    const next = recordDeposits(store, { fromPosition: 1 })
    await eventually(() => expect(next.noted).toEqual([1]))
  })

  test('stop() starts no further reaction, and `stopped` waits for the running one', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    const { reaction, hasBegun, finish } = heldReaction()
    const order: string[] = []
    const reactor = startReacting(here, async (_, amount) => {
      await reaction()
      order.push(`here ${amount}`)
    })
    await here.append(ada, [moneyPutIn(1), moneyPutIn(2)])
    await hasBegun
    const next = recordDeposits(there, { fromPosition: 1 }, (amount) => order.push(`there ${amount}`))
    await beforeNextTask(reactor.stop())
    expect([reactor.status, next.reactor.status]).toEqual(['running', 'waiting'])
    void reactor.stopped.then(() => order.push('stopped'))
    finish()
    await eventually(() => expect(order).toHaveLength(3))
    // The next reactor never reacts while that reaction runs.
    expect([order[0], order.toSorted()]).toEqual(['here 1', ['here 1', 'stopped', 'there 2']])
    expect(await next.reactor.position()).toBe(2)
  })

  test('stop() while no reaction runs resolves after the reactor has stopped', async () => {
    const store = await open<PurseEvent>(newName())
    const { reactor } = recordDeposits(store)
    await eventually(() => expect(reactor.status).toBe('running'))
    await reactor.stop()
    expect(reactor.status).toBe('stopped')
    await reactor.stopped
  })

  test('a listener can stop the reactor, which then dispatches `stopped` once', async () => {
    const store = await open<PurseEvent>(newName())
    const stopped: unknown[] = []
    const reactor = startReacting(
      store,
      () => {
        throw new Error('permanent failure')
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

  test('a reactor whose reaction closes the store stops, and the next one repeats the event', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    const aborted: boolean[] = []
    const reactor = startReacting(here, async (_, __, signal) => {
      await here.close()
      aborted.push(signal.aborted)
    })
    await there.append(ada, moneyPutIn(1))
    await reactor.stopped
    expect([aborted, reactor.error]).toEqual([[true], undefined])
    const next = recordDeposits(there, { fromPosition: 1 })
    await eventually(() => expect(next.noted).toEqual([1]))
  })

  test.each([
    ['is stopped', (reactor: Reactor<PurseEvent>) => reactor.stop()],
    ['has its store closed', (_: unknown, store: EventStore) => store.close()],
  ])('a reactor that waits for a retry ends when it %s', async (_, end) => {
    const name = newName()
    const [store, other] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    let isWaiting = false
    const delay = (): number => {
      isWaiting = true
      return useEveryFunction
    }
    const fail = (): never => {
      throw new Error('temporary failure')
    }
    const reactor = startReacting(store, fail, { delay })
    await store.append(ada, moneyPutIn(1))
    await eventually(() => expect(isWaiting).toBe(true))
    await end(reactor, store)
    await reactor.stopped
    expect([reactor.status, reactor.error]).toEqual(['stopped', undefined])
    const next = recordDeposits(other)
    await eventually(() => expect(next.noted).toEqual([1]))
  })

  test('a reactor that waits for its lock ends when its store is closed', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    const first = recordDeposits(here)
    await eventually(() => expect(first.reactor.status).toBe('running'))
    const second = recordDeposits(there)
    await there.close()
    await second.reactor.stopped
    expect([first.reactor.status, second.reactor.status, second.reactor.error]).toEqual([
      'running',
      'stopped',
      undefined,
    ])
  })

  test('a reactor on a closed store stops, even while another reactor holds the lock', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    const first = recordDeposits(here)
    await eventually(() => expect(first.reactor.status).toBe('running'))
    await there.close()
    const second = recordDeposits(there, { fromPosition: 1 })
    await second.reactor.stopped
    expect(second.reactor.status).toBe('stopped')
  })

  test('a command of a process manager can stop its reactor', async () => {
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
  test('a stopped reactor does not react to an event that was delivered just before', async () => {
    const store = await inMemory<PurseEvent>(newName())
    const { events } = await store.append(ada, moneyPutIn(1))
    async function* lastDelivery(): AsyncGenerator<RecordedEvent<PurseEvent>> {
      void reactor.stop()
      yield* events
    }
    const begun: number[] = []
    const reactor = startReacting(storeWith(store, { subscribe: lastDelivery }), (_, amount) => begun.push(amount))
    await reactor.stopped
    expect([begun, await reactor.position(), reactor.error]).toEqual([[], 0, undefined])
  })

  test('a stopped reactor does not wait for the database to return its start position', async () => {
    const storage = new SlowStorage(newName())
    const store = untilTheEnd(createEventStore<PurseEvent>(storage))
    storage.answersReads = false
    const { reactor } = recordDeposits(store)
    await eventually(() => expect(reactor.status).toBe('running'))
    await reactor.stop()
    expect([reactor.status, reactor.error]).toEqual(['stopped', undefined])
  })

  test('a stopped reactor does not wait for the state of a process', async () => {
    const storage = new SlowStorage(newName())
    const store = untilTheEnd(createEventStore<PurseEvent>(storage))
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
