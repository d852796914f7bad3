import { ConcurrencyConflict, type EventStore, QuotaExceeded } from 'rewindable'
import { defineDecider, handleCommand } from 'rewindable/model'
import { countingIds } from 'rewindable/testing'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import type { DecisionContext } from '../derived-types.ts'
import { newName, places } from '../open-stores.ts'
import {
  moneyIn,
  moneyPutIn,
  moneySpent,
  NotEnough,
  notingPurse,
  type PurseEvent,
  purse,
  putIn,
  spend,
} from './purse.ts'
import { beforeEachAppend, once } from './store-with.ts'

const ada = 'purse:ada'
const atOnce = { delay: () => 0 }

describe.each(places)('a conflict with another tab, in $place', ({ open }) => {
  /** Opens two stores on one log, in which a purse holds 100. */
  async function openTwo(): Promise<{ here: EventStore<PurseEvent>; there: EventStore<PurseEvent> }> {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    await here.append(ada, moneyPutIn(100))
    return { here, there }
  }

  test('a command that meets a conflict is decided again on the latest state', async () => {
    const { here, there } = await openTwo()
    const { noted, notingPurse: decider } = notingPurse()
    const store = beforeEachAppend(
      here,
      once(() => there.append(ada, moneySpent(60))),
    )
    const { state, version, events } = await handleCommand(store, decider, ada, spend(40), atOnce)
    expect(noted).toEqual([100, 40])
    expect([state, version]).toEqual([{ money: 0 }, 3])
    expect(events).toMatchObject([{ type: 'MoneySpent', data: { amount: 40 }, streamVersion: 3 }])
  })

  test('the second of two withdrawals of 80 from 100 rejects with the error of the domain', async () => {
    const { here, there } = await openTwo()
    const store = beforeEachAppend(
      here,
      once(() => handleCommand(there, purse, ada, spend(80))),
    )
    const refused = await rejectionOf(handleCommand(store, purse, ada, spend(80), atOnce))
    expect(refused).toBeInstanceOf(NotEnough)
    expect(refused).toMatchObject({ money: 20, amount: 80 })
    expect(await moneyIn(here, ada)).toBe(20)
  })

  test('the first command of a stream is decided again after a conflict', async () => {
    const { here, there } = await openTwo()
    const { noted, notingPurse: decider } = notingPurse()
    const store = beforeEachAppend(
      here,
      once(() => there.append('purse:new', moneyPutIn(7))),
    )
    const { state, version } = await handleCommand(store, decider, 'purse:new', putIn(1), atOnce)
    expect(noted).toEqual([0, 7])
    expect([state, version]).toEqual([{ money: 8 }, 2])
  })

  test('an append to another stream causes no conflict', async () => {
    const { here, there } = await openTwo()
    const { noted, notingPurse: decider } = notingPurse()
    const store = beforeEachAppend(here, () => there.append('purse:grace', moneyPutIn(1)))
    await handleCommand(store, decider, ada, spend(40), { tries: 1 })
    expect(noted).toEqual([100])
  })

  test('a command rejects with ConcurrencyConflict after three tries', async () => {
    const { here, there } = await openTwo()
    const { noted, notingPurse: decider } = notingPurse()
    const store = beforeEachAppend(here, () => there.append(ada, moneySpent(1)))
    const refused = await rejectionOf(handleCommand(store, decider, ada, spend(40)))
    expect(refused).toBeInstanceOf(ConcurrencyConflict)
    expect(refused).toMatchObject({ streamId: ada, expectedVersion: 3, actualVersion: 4 })
    expect(noted).toEqual([100, 99, 98])
    expect(await moneyIn(here, ada)).toBe(97)
  })

  test('a command that fails for another reason than a conflict is not retried', async () => {
    const { here } = await openTwo()
    const { noted, notingPurse: decider } = notingPurse()
    const failure = new QuotaExceeded()
    const store = beforeEachAppend(here, () => Promise.reject(failure))
    expect(await rejectionOf(handleCommand(store, decider, ada, spend(40), atOnce))).toBe(failure)
    expect(noted).toEqual([100])
  })

  test('tries limits the number of tries, and delay is called after each try except the last', async () => {
    const { here, there } = await openTwo()
    const { noted, notingPurse: decider } = notingPurse()
    const store = beforeEachAppend(here, () => there.append(ada, moneySpent(1)))
    const delays: number[] = []
    const delay = (tried: number): number => {
      delays.push(tried)
      return 0
    }
    const refused = await rejectionOf(handleCommand(store, decider, ada, spend(40), { tries: 4, delay }))
    expect(refused).toBeInstanceOf(ConcurrencyConflict)
    expect(noted).toEqual([100, 99, 98, 97])
    expect(delays).toEqual([1, 2, 3])
    await rejectionOf(handleCommand(store, decider, ada, spend(40), { tries: 1, delay }))
    expect(delays).toHaveLength(3)
  })

  test('aborting the signal ends the wait between two tries', async () => {
    const { here, there } = await openTwo()
    const { noted, notingPurse: decider } = notingPurse()
    const controller = new AbortController()
    const reason = new Error('the user left')
    const store = beforeEachAppend(here, () => there.append(ada, moneySpent(1)))
    const useEveryFunction = 86_400_000
    const delay = (): number => {
      queueMicrotask(() => controller.abort(reason))
      return useEveryFunction
    }
    const { signal } = controller
    expect(await rejectionOf(handleCommand(store, decider, ada, spend(40), { delay, signal }))).toBe(reason)
    expect(noted).toEqual([100])
  })

  test('a command that is decided again receives the same times and ids', async () => {
    const { here, there } = await openTwo()
    const seen: unknown[] = []
    const letters = defineDecider<null, { readonly type: 'Write' }, PurseEvent>({
      name: 'letters',
      initialState: () => null,
      when: {},
      decide: (_, __, { now, newId }) => {
        seen.push([newId(), now(), newId(), now()])
        return moneyPutIn(1)
      },
    })
    let time = 0
    const context: DecisionContext = { now: () => (time += 1), newId: countingIds() }
    const store = beforeEachAppend(
      here,
      once(() => there.append(ada, moneyPutIn(1))),
    )
    await handleCommand(store, letters, ada, { type: 'Write' }, { ...atOnce, ...context })
    expect(seen).toEqual([
      ['id-1', 1, 'id-2', 2],
      ['id-1', 1, 'id-2', 2],
    ])
  })

  test('concurrent withdrawals from two tabs never overdraw the purse', async () => {
    const { here, there } = await openTwo()
    const withdrawals = Array.from({ length: 16 }, (_, index) =>
      handleCommand(index % 2 === 0 ? here : there, purse, ada, spend(10), { tries: 100, delay: () => 1 }).then(
        () => 'paid',
        (error: unknown) => error instanceof NotEnough && `refused with ${error.money} left`,
      ),
    )
    const outcomes = await Promise.all(withdrawals)
    expect(outcomes.filter((outcome) => outcome === 'paid')).toHaveLength(10)
    expect(outcomes.filter((outcome) => outcome === 'refused with 0 left')).toHaveLength(6)
    expect(await moneyIn(here, ada)).toBe(0)
  })
})

test('by default, a decision receives the current time and random ids', async () => {
  const { open } = places[1] ?? expect.fail()
  const store = await open<PurseEvent>(newName())
  const before = Date.now()
  const decide: typeof purse.decide = (_, __, { now, newId }) => {
    expect(now()).toBeGreaterThanOrEqual(before)
    expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-/)
    expect(newId()).not.toBe(newId())
  }
  await handleCommand(store, { ...purse, decide }, ada, putIn(1))
  expect.assertions(3)
})
