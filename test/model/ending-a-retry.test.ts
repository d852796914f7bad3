import type { Reactor } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'
import { held, reacting } from './reacting.ts'

const ada = 'purse:ada'

describe.each(places)('a parked event, in $place,', ({ open }) => {
  /** The first deposit is parked; the reactions after that are the given one. */
  async function parking(reaction: (reactor: Reactor<PurseEvent>, amount: number, signal: AbortSignal) => unknown) {
    const store = await open<PurseEvent>(newName())
    let isParked = false
    const reactor = reacting(
      store,
      (own, amount, signal) => {
        if (isParked) return reaction(own, amount, signal)
        isParked = true
        throw new Error('not wanted')
      },
      { tries: 1 },
    )
    await store.append(ada, moneyPutIn(1))
    await eventually(async () => expect(await reactor.parked()).toHaveLength(1))
    return { store, reactor }
  }

  test('may be retried or discarded by a reaction of its own reactor', async () => {
    const outcomes: unknown[] = []
    const { store, reactor } = await parking(async (own, amount) => {
      if (amount !== 1) outcomes.push(await own.retryParked(1), await own.discardParked(1))
      else outcomes.push('tried')
    })
    await store.append(ada, moneyPutIn(2))
    await eventually(async () => expect(await reactor.position()).toBe(2))
    expect([outcomes, await reactor.parked()]).toEqual([['tried', true, false], []])
  })

  test('may be retried, discarded, and its reactor stopped, by the reaction that is retried', async () => {
    const outcomes: unknown[] = []
    const { reactor } = await parking(async (own) => {
      outcomes.push(await own.retryParked(1), await own.discardParked(1))
      await own.stop()
    })
    expect(await reactor.retryParked(1)).toBe(true)
    expect([outcomes, await reactor.parked(), reactor.status]).toEqual([[false, true], [], 'stopped'])
  })

  test('that was discarded during a retry stays discarded when the retry fails', async () => {
    const { reactor } = await parking(async (own) => {
      await own.discardParked(1)
      throw new Error('failed again')
    })
    expect(await rejectionOf(reactor.retryParked(1))).toMatchObject({ message: 'failed again' })
    expect(await reactor.parked()).toEqual([])
  })

  test('whose retry fails because the reactor is stopped counts no try, and can be retried after that', async () => {
    let isStopping = true
    const aborted: boolean[] = []
    const { reactor } = await parking(async (own, _, signal) => {
      if (isStopping) await own.stop()
      aborted.push(signal.aborted)
      if (isStopping) throw new Error('told to stop')
    })
    expect(await rejectionOf(reactor.retryParked(1))).toMatchObject({ message: 'told to stop' })
    expect(await reactor.parked()).toMatchObject([{ tries: 1, error: 'Error: not wanted' }])
    isStopping = false
    expect(await reactor.retryParked(1)).toBe(true)
    expect([aborted, await reactor.parked()]).toEqual([[true, false], []])
  })

  test('whose retry never ends rejects with StoreClosed when the store is closed', async () => {
    const { reaction, hasBegun } = held()
    const { store, reactor } = await parking(reaction)
    const retrying = reactor.retryParked(1)
    await hasBegun
    await store.close()
    expect(await rejectionOf(retrying)).toMatchObject({ code: 'StoreClosed' })
  })

  test('is addressed by its position: anything else is refused', async () => {
    const { reactor } = await parking(() => {})
    for (const wrong of ['1', 0, 1.5, undefined]) {
      const refused = { code: 'InvalidArgument', argument: 'position' }
      expect(await rejectionOf(reactor.retryParked(wrong as number))).toMatchObject(refused)
      expect(await rejectionOf(reactor.discardParked(wrong as number))).toMatchObject(refused)
    }
  })
})
