import { defineProjection, reconstructState, verifyLog } from 'rewindable'
import { fixedClock } from 'rewindable/testing'
import { fork } from 'rewindable/time-travel'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { accountOne, openAccountOne } from '../account-one.ts'
import { collect, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'

const seen = defineProjection<number[], BankEvent>({
  name: 'seen',
  initialState: () => [],
  when: { MoneyDeposited: (seen, { data }) => void seen.push(data.amount) },
})

describe.each(places)('forks without some events of a log in $place', ({ open }) => {
  test('a fork can omit an event and keep all later events', async () => {
    const clock = fixedClock(1_000)
    const store = await openAccountOne(open, { now: clock.now })
    const [, deposit, withdrawal, last] = await collect(store.readAll())
    clock.advance(1_000)
    const whatIf = await fork(store, { without: deposit ? [deposit] : [] })
    expect([whatIf.at, await whatIf.lastPosition(), await reconstructState(whatIf, balance)]).toEqual([1, 3, 20])
    expect([whatIf.without, whatIf.share().without]).toEqual([[deposit], [deposit]])
    expect(await whatIf.ownEvents()).toEqual([
      { ...withdrawal, streamVersion: 2, globalPosition: 2 },
      { ...last, streamVersion: 3, globalPosition: 3 },
    ])
    expect((await whatIf.append(accountOne, moneyDeposited(1), { expectedVersion: 3 })).globalPosition).toBe(4)
    expect(await verifyLog(whatIf)).toEqual({ soundUntil: 4, lastPosition: 4 })
  })

  test('a fork at a position can omit several events of several streams by their ids', async () => {
    const store = await open<BankEvent>(newName())
    for (const amount of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const id = `deposit of ${amount}`
      await store.append(amount % 2 === 0 ? 'even' : 'odd', { id, ...moneyDeposited(amount) })
    }
    const without = [6, 3].map((amount) => ({ id: `deposit of ${amount}` }))
    const whatIf = await fork(store, { at: 7, without })
    expect(whatIf.at).toBe(2)
    expect(whatIf.without.map(({ globalPosition }) => globalPosition)).toEqual([3, 6])
    expect(await reconstructState(whatIf, seen)).toEqual([1, 2, 4, 5, 7])
    expect([await whatIf.streamVersion('even'), await whatIf.streamVersion('odd')]).toEqual([2, 3])
    expect(await verifyLog(whatIf)).toEqual({ soundUntil: 5, lastPosition: 5 })
  })

  test('a command stays recorded in a fork that omits a part of its events', async () => {
    const store = await open<BankEvent>(newName())
    const events = [1, 2, 3].map((amount) => moneyDeposited(amount))
    const { events: recorded } = await store.append('s', events, { commandId: 'first' })
    await store.append('s', moneyDeposited(4), { commandId: 'second' })
    const whatIf = await fork(store, { without: recorded.slice(1, 2) })
    const amounts = async (commandId: string) =>
      (await whatIf.readCommand(commandId)).map(({ data }) => 'amount' in data && data.amount)
    expect([await amounts('first'), await amounts('second')]).toEqual([[1, 3], [4]])
    expect((await whatIf.append('s', moneyDeposited(9), { commandId: 'second' })).duplicate).toBe(true)
    expect(await verifyLog(whatIf)).toEqual({ soundUntil: 3, lastPosition: 3 })
  })

  test('a fork that omits an event cannot be committed', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store, { without: await collect(store.readAll({ fromPosition: 4 })) })
    expect([await whatIf.ownEvents(), await reconstructState(whatIf, balance)]).toEqual([[], 70])
    const conflict = { code: 'ConcurrencyConflict', streamId: accountOne, expectedVersion: 3, actualVersion: 4 }
    expect(await rejectionOf(whatIf.commit())).toMatchObject(conflict)
    await whatIf.append('account:2', moneyDeposited(5))
    expect(await rejectionOf(whatIf.commit())).toMatchObject(conflict)
    expect(await rejectionOf(whatIf.share().commit())).toMatchObject(conflict)
    expect(await store.lastPosition()).toBe(4)
  })
})
