import { describe, expect, test } from 'vitest'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'
import { noteDeposits } from './reacting.ts'

const ada = 'purse:ada'
const deposits = [1, 2, 3, 4].map(moneyPutIn)

/** Fails for some amounts until it is mended. */
function failingFor(...amounts: number[]): { effect: (amount: number) => void; mend: () => void } {
  const unwanted = new Set(amounts)
  return {
    effect: (amount) => {
      if (unwanted.has(amount)) throw new RangeError(`${amount} is not wanted`)
    },
    mend: () => unwanted.clear(),
  }
}

describe.each(places)('an event whose effect fails, in $place', ({ open }) => {
  test('is tried again, after a delay that may grow, before any other', async () => {
    const store = await open<PurseEvent>(newName())
    const tried: string[] = []
    const delays: number[] = []
    const delay = (tried: number): number => {
      delays.push(tried)
      return 0
    }
    const { reactor, noted } = noteDeposits(store, { fromPosition: 1, delay }, (amount, attempt) => {
      tried.push(`${amount}, try ${attempt}`)
      if (amount === 1 && attempt < 3) throw new Error('not yet')
    })
    await store.append(ada, [moneyPutIn(1), moneyPutIn(2)])
    await eventually(() => expect(noted).toEqual([1, 2]))
    expect(tried).toEqual(['1, try 1', '1, try 2', '1, try 3', '2, try 1'])
    expect(delays).toEqual([1, 2])
    expect(await reactor.parked()).toEqual([])
  })

  test('is parked after five tries; the others go on in order', async () => {
    const store = await open<PurseEvent>(newName())
    let tries = 0
    const { effect } = failingFor(2)
    const { reactor, noted } = noteDeposits(store, { fromPosition: 1 }, (amount) => {
      if (amount === 2) tries += 1
      effect(amount)
    })
    const dispatched: unknown[] = []
    reactor.addEventListener('parked', (event) => dispatched.push((event as CustomEvent).detail))
    const { events } = await store.append(ada, deposits)
    await eventually(async () => expect(await reactor.position()).toBe(4))
    expect([noted, tries]).toEqual([[1, 3, 4], 5])
    const parked = { eventId: events[1]?.id, position: 2, tries: 5, error: 'RangeError: 2 is not wanted' }
    expect(await reactor.parked()).toEqual([parked])
    expect(dispatched).toEqual([parked])
    expect(reactor.status).toBe('running')
  })

  test('is parked after as many tries as asked for, also when the effect threw at once', async () => {
    const store = await open<PurseEvent>(newName())
    const { effect } = failingFor(1, 3)
    const { reactor, noted } = noteDeposits(store, { fromPosition: 1, tries: 1 }, effect)
    await store.append(ada, deposits)
    await eventually(async () => expect(await reactor.position()).toBe(4))
    expect(noted).toEqual([2, 4])
    expect((await reactor.parked()).map(({ position, tries }) => [position, tries])).toEqual([
      [1, 1],
      [3, 1],
    ])
  })

  test('stays parked for the next visit, and is not tried again by itself', async () => {
    const store = await open<PurseEvent>(newName())
    const { effect, mend } = failingFor(2)
    const first = noteDeposits(store, { fromPosition: 1, tries: 1 }, effect)
    await store.append(ada, deposits)
    await eventually(async () => expect(await first.reactor.position()).toBe(4))
    await first.reactor.stop()
    mend()
    const second = noteDeposits(store, { fromPosition: 1 }, effect)
    await store.append(ada, moneyPutIn(5))
    await eventually(() => expect(second.noted).toEqual([5]))
    expect(await second.reactor.parked()).toMatchObject([{ position: 2 }])
  })

  test('and is parked can be retried, in any tab, and is unparked when that works', async () => {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    const { effect, mend } = failingFor(2)
    const working = noteDeposits(here, { fromPosition: 1, tries: 2 }, effect)
    const attempts: number[] = []
    const waiting = noteDeposits(there, { fromPosition: 1 }, (amount, attempt) => {
      attempts.push(attempt)
      effect(amount)
    })
    const { events } = await here.append(ada, deposits)
    await eventually(async () => expect(await waiting.reactor.position()).toBe(4))
    const eventId = events[1]?.id

    expect(await rejectionOf(waiting.reactor.retryParked(2))).toMatchObject({ message: '2 is not wanted' })
    expect(await working.reactor.parked()).toMatchObject([{ eventId, tries: 3 }])
    mend()
    expect(await waiting.reactor.retryParked(2)).toBe(true)
    expect([waiting.noted, attempts, await working.reactor.parked()]).toEqual([[2], [3, 4], []])
    expect(await waiting.reactor.retryParked(2)).toBe(false)
    expect(await waiting.reactor.position()).toBe(4)
  })

  test('and is parked can be given up', async () => {
    const store = await open<PurseEvent>(newName())
    const { effect } = failingFor(2, 3)
    const { reactor } = noteDeposits(store, { fromPosition: 1, tries: 1 }, effect)
    await store.append(ada, deposits)
    await eventually(async () => expect(await reactor.position()).toBe(4))
    expect(await reactor.discardParked(2)).toBe(true)
    expect(await reactor.discardParked(2)).toBe(false)
    expect(await reactor.discardParked(99)).toBe(false)
    expect(await reactor.parked()).toMatchObject([{ position: 3 }])
  })

  test('and is parked is listed in the order of the log, also after a retry that failed', async () => {
    const store = await open<PurseEvent>(newName())
    const { effect } = failingFor(1, 2, 3)
    const { reactor } = noteDeposits(store, { fromPosition: 1, tries: 1 }, effect)
    await store.append(ada, deposits)
    await eventually(async () => expect(await reactor.position()).toBe(4))
    await rejectionOf(reactor.retryParked(1))
    expect((await reactor.parked()).map(({ position, tries }) => [position, tries])).toEqual([
      [1, 2],
      [2, 1],
      [3, 1],
    ])
  })

  test('and is retried by two at once has its effect once', async () => {
    const store = await open<PurseEvent>(newName())
    const { effect, mend } = failingFor(2)
    const { reactor, noted } = noteDeposits(store, { fromPosition: 1, tries: 1 }, effect)
    await store.append(ada, deposits)
    await eventually(async () => expect(await reactor.position()).toBe(4))
    mend()
    expect(await Promise.all([reactor.retryParked(2), reactor.retryParked(2)])).toEqual([true, false])
    expect(noted).toEqual([1, 3, 4, 2])
  })

  test('while the reactor is being stopped is neither parked nor passed over', async () => {
    const store = await open<PurseEvent>(newName())
    const aDay = 86_400_000
    let hasFailed = false
    const first = noteDeposits(store, { fromPosition: 1, delay: () => aDay }, () => {
      hasFailed = true
      throw new Error('not yet')
    })
    await store.append(ada, moneyPutIn(1))
    await eventually(() => expect(hasFailed).toBe(true))
    await first.reactor.stop()
    expect([first.reactor.error, await first.reactor.parked()]).toEqual([undefined, []])
    const second = noteDeposits(store, { fromPosition: 'now' })
    await eventually(() => expect(second.noted).toEqual([1]))
  })
})
