import { type RecordedEvent, StorageFailed } from 'rewindable'
import { type ReactionContext, startReactor } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { moneyPutIn, moneySpent, type PurseEvent } from './purse.ts'
import { recordDeposits, stopAtEnd } from './reactors.ts'
import { storeWith } from './store-with.ts'

const ada = 'purse:ada'
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

describe.each(places)('a reactor, in $place', ({ open }) => {
  test('a reactor reacts to each event of its types once and in order, in every stream', async () => {
    const store = await open<PurseEvent>(newName())
    const { reactor, noted } = recordDeposits(store, { fromPosition: 1 })
    for (const amount of upTo(20)) {
      await store.append(amount % 2 === 0 ? ada : 'purse:grace', [moneyPutIn(amount), moneySpent(1)])
    }
    await eventually(() => expect(noted).toEqual(upTo(20)))
    expect([reactor.status, reactor.error]).toEqual(['running', undefined])
    await eventually(async () => expect(await reactor.position()).toBe(39))
  })

  test('a reaction receives the recorded event, its idempotency key of id and position, and the number of the try', async () => {
    const store = await open<PurseEvent>(newName())
    const { events } = await store.append(ada, moneyPutIn(5))
    const seen: [RecordedEvent<PurseEvent>, ReactionContext][] = []
    const when = {
      MoneyPutIn: (event: RecordedEvent<PurseEvent>, context: ReactionContext) => void seen.push([event, context]),
    }
    stopAtEnd(startReactor(store, { name: 'seeing', when }, { fromPosition: 1 }))
    await eventually(() => expect(seen).toHaveLength(1))
    expect(seen[0]).toMatchObject([events[0], { idempotencyKey: `${events[0]?.id}/1`, attempt: 1 }])
    expect(seen[0]?.[1].signal.aborted).toBe(false)
  })

  test('a reactor waits for each effect before it starts the next', async () => {
    const store = await open<PurseEvent>(newName())
    let underWay = 0
    let most = 0
    const { noted } = recordDeposits(store, { fromPosition: 1 }, async () => {
      underWay += 1
      most = Math.max(most, underWay)
      await store.lastPosition()
      underWay -= 1
    })
    await store.append(ada, upTo(10).map(moneyPutIn))
    await eventually(() => expect(noted).toEqual(upTo(10)))
    expect(most).toBe(1)
  })

  test('a new reactor handles events that are appended after its start, and none before', async () => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, [moneyPutIn(1), moneyPutIn(2)])
    const { noted } = recordDeposits(store)
    await store.append(ada, moneyPutIn(3))
    await store.append(ada, moneyPutIn(4))
    await eventually(() => expect(noted).toEqual([3, 4]))
  })

  test('a reactor with fromPosition starts at that position', async () => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, upTo(5).map(moneyPutIn))
    const { noted } = recordDeposits(store, { fromPosition: 4 })
    await eventually(() => expect(noted).toEqual([4, 5]))
  })

  test('a reactor continues after its checkpoint and ignores fromPosition', async () => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, [moneyPutIn(1), moneyPutIn(2)])
    const first = recordDeposits(store, { fromPosition: 1 })
    await eventually(() => expect(first.noted).toEqual([1, 2]))
    await first.reactor.stop()
    await store.append(ada, moneyPutIn(3))
    for (const fromPosition of ['now', 1] as const) {
      const next = recordDeposits(store, { fromPosition })
      await store.append(ada, moneyPutIn(4))
      await eventually(() => expect(next.noted.at(-1)).toBe(4))
      expect(next.noted).toEqual(fromPosition === 'now' ? [3, 4] : [4])
      await next.reactor.stop()
    }
  })

  test('a reactor stores its position every 500 events without a reaction', async () => {
    const store = await open<PurseEvent>(newName())
    let stored = 0
    const { checkpoints } = store
    const counting = storeWith(store, {
      checkpoints: {
        read: (reactor) => checkpoints.read(reactor),
        update: (reactor, change) => {
          stored += 1
          return checkpoints.update(reactor, change)
        },
      },
    })
    await store.append(ada, [...Array(1_200).fill(moneySpent(1)), moneyPutIn(1)])
    const { reactor, noted } = recordDeposits(counting, { fromPosition: 1 })
    await eventually(async () => expect(await reactor.position()).toBe(1_201))
    // The reactor stores the start, the positions after 500 and 1,000 events without a reaction, and the event with one. Positions that
    // it reaches in one task share a checkpoint.
    expect(noted).toEqual([1])
    expect(stored).toBeGreaterThanOrEqual(2)
    expect(stored).toBeLessThanOrEqual(4)
  })

  test('a stopped reactor finishes the running effect and stores its checkpoint', async () => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, [moneyPutIn(1), moneyPutIn(2)])
    let stopping: Promise<void> | undefined
    const signals: AbortSignal[] = []
    const reactor = startReactor(
      store,
      {
        name: 'stopping',
        when: {
          MoneyPutIn: async (_, { signal }) => {
            signals.push(signal)
            stopping = reactor.stop()
            await store.lastPosition()
          },
        },
      },
      { fromPosition: 1 },
    )
    const stopped: unknown[] = []
    reactor.addEventListener('stopped', (event) => stopped.push((event as CustomEvent).detail))
    await eventually(() => expect(reactor.status).toBe('stopped'))
    await stopping
    expect([signals.length, signals[0]?.aborted, stopped, reactor.error]).toEqual([1, true, [null], undefined])
    expect(await reactor.position()).toBe(1)
  })

  test('a reactor stops without an error when its store is closed', async () => {
    const store = await open<PurseEvent>(newName())
    const { reactor } = recordDeposits(store)
    await eventually(() => expect(reactor.status).toBe('running'))
    await store.close()
    await eventually(() => expect(reactor.status).toBe('stopped'))
    expect(reactor.error).toBeUndefined()
  })

  test('a reactor stops with an error when its checkpoint cannot be stored', async () => {
    const store = await open<PurseEvent>(newName())
    const failure = new StorageFailed({ cause: new Error('the disk failed') })
    const fail = async (): Promise<never> => {
      throw failure
    }
    const reactor = startReactor(storeWith(store, { checkpoints: { read: fail, update: fail } }), {
      name: 'failing',
      when: {},
    })
    const stopped = new Promise((resolve) => {
      reactor.addEventListener('stopped', (event) => resolve((event as CustomEvent).detail))
    })
    expect(await stopped).toBe(failure)
    expect([reactor.status, reactor.error]).toEqual(['stopped', failure])
    await reactor.stop()
  })

  test('a reactor ignores the checkpoint of another log', async () => {
    const before = await open<PurseEvent>(newName())
    await before.append(ada, upTo(5).map(moneyPutIn))
    const first = recordDeposits(before, { fromPosition: 1 })
    await eventually(async () => expect(await first.reactor.position()).toBe(5))

    const now = storeWith(await open<PurseEvent>(newName()), { checkpoints: before.checkpoints })
    await now.append(ada, [moneyPutIn(1), moneyPutIn(2)])
    const second = recordDeposits(now, { fromPosition: 1 })
    await eventually(() => expect(second.noted).toEqual([1, 2]))
  })

  test.each([
    ['name', {}, { name: '' }],
    ['fromPosition', { fromPosition: 0 }, {}],
    ['fromPosition', { fromPosition: 'later' }, {}],
    ['tries', { tries: 0 }, {}],
    ['form', { form: 1 }, {}],
  ])('a reactor with an invalid %s throws InvalidArgument: %j %j', async (argument, options, definition) => {
    const store = await open<PurseEvent>(newName())
    const make = async (): Promise<unknown> =>
      startReactor(store, { name: 'wrong', when: {}, ...definition }, options as object)
    expect(await rejectionOf(make())).toMatchObject({ code: 'InvalidArgument', argument })
  })
})
