import { describe, expect, test } from 'vitest'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'
import { recordDeposits } from './reactors.ts'

const ada = 'purse:ada'
const deposits = [1, 2, 3, 4].map(moneyPutIn)

/** Returns an effect that throws for some amounts until `fix` is called. */
function failingFor(...amounts: number[]): { effect: (amount: number) => void; fix: () => void } {
  const invalid = new Set(amounts)
  return {
    effect: (amount) => {
      if (invalid.has(amount)) throw new RangeError(`${amount} is invalid`)
    },
    fix: () => invalid.clear(),
  }
}

describe.each(places)('an event whose effect fails, in $place', ({ open }) => {
  test('an event whose effect fails is retried with growing delays before the next event', async () => {
    const store = await open<PurseEvent>(newName())
    const tried: string[] = []
    const delays: number[] = []
    const delay = (tried: number): number => {
      delays.push(tried)
      return 0
    }
    const { reactor, noted } = recordDeposits(store, { fromPosition: 1, delay }, (amount, attempt) => {
      tried.push(`${amount}, try ${attempt}`)
      if (amount === 1 && attempt < 3) throw new Error('temporary failure')
    })
    await store.append(ada, [moneyPutIn(1), moneyPutIn(2)])
    await eventually(() => expect(noted).toEqual([1, 2]))
    expect(tried).toEqual(['1, try 1', '1, try 2', '1, try 3', '2, try 1'])
    expect(delays).toEqual([1, 2])
    expect(await reactor.parked()).toEqual([])
  })

  test('an event is parked after five failed tries, and later events are handled in order', async () => {
    const store = await open<PurseEvent>(newName())
    let tries = 0
    const { effect } = failingFor(2)
    const { reactor, noted } = recordDeposits(store, { fromPosition: 1 }, (amount) => {
      if (amount === 2) tries += 1
      effect(amount)
    })
    const dispatched: unknown[] = []
    reactor.addEventListener('parked', (event) => dispatched.push((event as CustomEvent).detail))
    const { events } = await store.append(ada, deposits)
    await eventually(async () => expect(await reactor.position()).toBe(4))
    expect([noted, tries]).toEqual([[1, 3, 4], 5])
    const parked = { eventId: events[1]?.id, position: 2, tries: 5, error: 'RangeError: 2 is invalid' }
    expect(await reactor.parked()).toEqual([parked])
    expect(dispatched).toEqual([parked])
    expect(reactor.status).toBe('running')
  })

  test('an event is parked after `tries` failures, even of an effect that throws synchronously', async () => {
    const store = await open<PurseEvent>(newName())
    const { effect } = failingFor(1, 3)
    const { reactor, noted } = recordDeposits(store, { fromPosition: 1, tries: 1 }, effect)
    await store.append(ada, deposits)
    await eventually(async () => expect(await reactor.position()).toBe(4))
    expect(noted).toEqual([2, 4])
    expect((await reactor.parked()).map(({ position, tries }) => [position, tries])).toEqual([
      [1, 1],
      [3, 1],
    ])
  })

  test('a parked event stays parked for the next visit and is not retried automatically', async () => {
    const store = await open<PurseEvent>(newName())
    const { effect, fix } = failingFor(2)
    const first = recordDeposits(store, { fromPosition: 1, tries: 1 }, effect)
    await store.append(ada, deposits)
    await eventually(async () => expect(await first.reactor.position()).toBe(4))
    await first.reactor.stop()
    fix()
    const second = recordDeposits(store, { fromPosition: 1 }, effect)
    await store.append(ada, moneyPutIn(5))
    await eventually(() => expect(second.noted).toEqual([5]))
    expect(await second.reactor.parked()).toMatchObject([{ position: 2 }])
  })

  test('a parked event can be retried in any tab and is unparked when the retry succeeds', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    const { effect, fix } = failingFor(2)
    const working = recordDeposits(here, { fromPosition: 1, tries: 2 }, effect)
    const attempts: number[] = []
    const waiting = recordDeposits(there, { fromPosition: 1 }, (amount, attempt) => {
      attempts.push(attempt)
      effect(amount)
    })
    const { events } = await here.append(ada, deposits)
    await eventually(async () => expect(await waiting.reactor.position()).toBe(4))
    const eventId = events[1]?.id

    expect(await rejectionOf(waiting.reactor.retryParked(2))).toMatchObject({ message: '2 is invalid' })
    expect(await working.reactor.parked()).toMatchObject([{ eventId, tries: 3 }])
    fix()
    expect(await waiting.reactor.retryParked(2)).toBe(true)
    expect([waiting.noted, attempts, await working.reactor.parked()]).toEqual([[2], [3, 4], []])
    expect(await waiting.reactor.retryParked(2)).toBe(false)
    expect(await waiting.reactor.position()).toBe(4)
  })

  test('a parked event can be discarded', async () => {
    const store = await open<PurseEvent>(newName())
    const { effect } = failingFor(2, 3)
    const { reactor } = recordDeposits(store, { fromPosition: 1, tries: 1 }, effect)
    await store.append(ada, deposits)
    await eventually(async () => expect(await reactor.position()).toBe(4))
    expect(await reactor.discardParked(2)).toBe(true)
    expect(await reactor.discardParked(2)).toBe(false)
    expect(await reactor.discardParked(99)).toBe(false)
    expect(await reactor.parked()).toMatchObject([{ position: 3 }])
  })

  test('parked events are listed in log order, even after a failed retry', async () => {
    const store = await open<PurseEvent>(newName())
    const { effect } = failingFor(1, 2, 3)
    const { reactor } = recordDeposits(store, { fromPosition: 1, tries: 1 }, effect)
    await store.append(ada, deposits)
    await eventually(async () => expect(await reactor.position()).toBe(4))
    await rejectionOf(reactor.retryParked(1))
    expect((await reactor.parked()).map(({ position, tries }) => [position, tries])).toEqual([
      [1, 2],
      [2, 1],
      [3, 1],
    ])
  })

  test('a parked event that two tabs retry at the same time has its effect once', async () => {
    const store = await open<PurseEvent>(newName())
    const { effect, fix } = failingFor(2)
    const { reactor, noted } = recordDeposits(store, { fromPosition: 1, tries: 1 }, effect)
    await store.append(ada, deposits)
    await eventually(async () => expect(await reactor.position()).toBe(4))
    fix()
    expect(await Promise.all([reactor.retryParked(2), reactor.retryParked(2)])).toEqual([true, false])
    expect(noted).toEqual([1, 3, 4, 2])
  })

  test('an event whose effect fails while the reactor is stopped is neither parked nor skipped', async () => {
    const store = await open<PurseEvent>(newName())
    const useEveryFunction = 86_400_000
    let hasFailed = false
    const first = recordDeposits(store, { fromPosition: 1, delay: () => useEveryFunction }, () => {
      hasFailed = true
      throw new Error('temporary failure')
    })
    await store.append(ada, moneyPutIn(1))
    await eventually(() => expect(hasFailed).toBe(true))
    await first.reactor.stop()
    expect([first.reactor.error, await first.reactor.parked()]).toEqual([undefined, []])
    const second = recordDeposits(store, { fromPosition: 'now' })
    await eventually(() => expect(second.noted).toEqual([1]))
  })
})
