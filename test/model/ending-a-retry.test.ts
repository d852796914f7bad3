import type { Reactor } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'
import { heldReaction, startReacting } from './reactors.ts'

const ada = 'purse:ada'

describe.each(places)('a parked event, in $place', ({ open }) => {
  /** Parks the first deposit. Later calls run the given reaction. */
  async function parking(reaction: (reactor: Reactor<PurseEvent>, amount: number, signal: AbortSignal) => unknown) {
    const store = await open<PurseEvent>(newName())
    let isParked = false
    const reactor = startReacting(
      store,
      (own, amount, signal) => {
        if (isParked) return reaction(own, amount, signal)
        isParked = true
        throw new Error('permanent failure')
      },
      { tries: 1 },
    )
    await store.append(ada, moneyPutIn(1))
    await eventually(async () => expect(await reactor.parked()).toHaveLength(1))
    return { store, reactor }
  }

  test('a reaction can retry and discard a parked event of its own reactor', async () => {
    const outcomes: unknown[] = []
    const { store, reactor } = await parking(async (own, amount) => {
      if (amount !== 1) outcomes.push(await own.retryParked(1), await own.discardParked(1))
      else outcomes.push('tried')
    })
    await store.append(ada, moneyPutIn(2))
    await eventually(async () => expect(await reactor.position()).toBe(2))
    expect([outcomes, await reactor.parked()]).toEqual([['tried', true, false], []])
  })

  test('the retried reaction can retry and discard its own event and stop its reactor', async () => {
    const outcomes: unknown[] = []
    const { reactor } = await parking(async (own) => {
      outcomes.push(await own.retryParked(1), await own.discardParked(1))
      await own.stop()
    })
    expect(await reactor.retryParked(1)).toBe(true)
    expect([outcomes, await reactor.parked(), reactor.status]).toEqual([[false, true], [], 'stopped'])
  })

  test('an event that is discarded during its retry stays discarded when the retry fails', async () => {
    const { reactor } = await parking(async (own) => {
      await own.discardParked(1)
      throw new Error('second failure')
    })
    expect(await rejectionOf(reactor.retryParked(1))).toMatchObject({ message: 'second failure' })
    expect(await reactor.parked()).toEqual([])
  })

  test('a retry that fails because the reactor is stopped does not count as a try and can be repeated', async () => {
    let isStopping = true
    const aborted: boolean[] = []
    const { reactor } = await parking(async (own, _, signal) => {
      if (isStopping) await own.stop()
      aborted.push(signal.aborted)
      if (isStopping) throw new Error('stopped during the retry')
    })
    expect(await rejectionOf(reactor.retryParked(1))).toMatchObject({ message: 'stopped during the retry' })
    expect(await reactor.parked()).toMatchObject([{ tries: 1, error: 'Error: permanent failure' }])
    isStopping = false
    expect(await reactor.retryParked(1)).toBe(true)
    expect([aborted, await reactor.parked()]).toEqual([[true, false], []])
  })

  test('a retry that never ends rejects with StoreClosed when the store is closed', async () => {
    const { reaction, hasBegun } = heldReaction()
    const { store, reactor } = await parking(reaction)
    const retrying = reactor.retryParked(1)
    await hasBegun
    await store.close()
    expect(await rejectionOf(retrying)).toMatchObject({ code: 'StoreClosed' })
  })

  test('retryParked and discardParked reject with InvalidArgument for anything but a position', async () => {
    const { reactor } = await parking(() => {})
    for (const wrong of ['1', 0, 1.5, undefined]) {
      const refused = { code: 'InvalidArgument', argument: 'position' }
      expect(await rejectionOf(reactor.retryParked(wrong as number))).toMatchObject(refused)
      expect(await rejectionOf(reactor.discardParked(wrong as number))).toMatchObject(refused)
    }
  })
})
