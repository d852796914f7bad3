import { defineCollection, ProjectionFailed } from 'rewindable'
import { openCollection } from 'rewindable/collections'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, moneyDeposited, moneyWithdrawn } from '../../examples/bank-account.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { inIndexedDB, newName, places } from '../open-stores.ts'

const noRules = { isFixed: false }

/** Balances whose handler rejects withdrawals until the rules are fixed. */
const balances = defineCollection<{ balance: number }, BankEvent>({
  name: 'balances',
  initialRow: () => ({ balance: 0 }),
  when: {
    MoneyDeposited: (account, { data }) => {
      account.balance += data.amount
    },
    MoneyWithdrawn: (account, { data }) => {
      account.balance -= data.amount
      if (!noRules.isFixed) throw new Error('no rule for withdrawals')
    },
  },
  indexes: { byBalance: ({ balance }) => balance },
})

describe.each(places)('stored collections in $place with a handler that throws', ({ open }) => {
  async function openBalances(onError: 'stop' | 'skip' | 'park') {
    noRules.isFixed = false
    const store = await open<BankEvent>(newName())
    await store.append('a', [moneyDeposited(10), moneyWithdrawn(3), moneyDeposited(5)])
    const stored = await openCollection(store, balances, { onError })
    onTestFinished(() => stored.close())
    return { store, stored }
  }

  test('the collection stops before the event and keeps the last good rows until the handler is fixed', async () => {
    const { stored } = await openBalances('stop')
    const error = await rejectionOf(stored.caughtUp())
    expect(error).toBeInstanceOf(ProjectionFailed)
    expect(error).toMatchObject({ projection: 'balances', eventType: 'MoneyWithdrawn', position: 2 })
    expect([stored.status, stored.error, stored.position]).toEqual(['failed', error, 1])
    // The first pass over the log is not complete.
    expect(await rejectionOf(stored.get('a'))).toBe(error)
    noRules.isFixed = true
    await stored.caughtUp()
    expect([stored.status, stored.error, stored.position]).toEqual(['live', undefined, 3])
    expect(await stored.get('a')).toEqual({ balance: 12 })
  })

  test('complete rows can be read after a later event failed', async () => {
    const { store, stored } = await openBalances('stop')
    noRules.isFixed = true
    await stored.caughtUp()
    noRules.isFixed = false
    const errors: unknown[] = []
    stored.addEventListener('error', ({ detail }) => errors.push(detail))
    await store.append('a', [moneyDeposited(1), moneyWithdrawn(1)])
    await eventually(() => expect(stored.status).toBe('failed'))
    expect(errors).toEqual([stored.error])
    expect(await stored.get('a')).toEqual({ balance: 13 })
  })

  test('an event can be skipped', async () => {
    const { stored } = await openBalances('skip')
    const skipped: number[] = []
    stored.addEventListener('skipped', ({ detail }) => skipped.push(detail.position))
    await stored.caughtUp()
    expect(skipped).toEqual([2])
    expect(await stored.get('a')).toEqual({ balance: 15 })
    expect(await stored.query('byBalance')).toEqual([['a', { balance: 15 }]])
    expect(await stored.parked()).toEqual([])
  })

  test('a parked event is listed, and applied once after the handler is fixed', async () => {
    const { stored } = await openBalances('park')
    await stored.caughtUp()
    expect(await stored.get('a')).toEqual({ balance: 15 })
    const parked = [{ position: 2, type: 'MoneyWithdrawn', error: 'Error: no rule for withdrawals' }]
    expect(await stored.parked()).toEqual(parked)
    expect(await stored.retryParked()).toBe(0)
    expect(await stored.parked()).toEqual(parked)
    noRules.isFixed = true
    expect(await Promise.all([stored.retryParked(), stored.retryParked()])).toEqual([1, 0])
    expect(await stored.parked()).toEqual([])
    expect(await stored.get('a')).toEqual({ balance: 12 })
    expect(await stored.query('byBalance')).toEqual([['a', { balance: 12 }]])
  })
})

test.each(['skip', 'park'] as const)(
  'a changed row that a database cannot store does not stop later events: %s',
  async (onError) => {
    const store = await inIndexedDB<BankEvent>(newName())
    const unclonable = defineCollection<{ total: number; read?: () => number }, BankEvent>({
      name: 'unclonable',
      create: { MoneyDeposited: ({ data }) => ({ total: data.amount }) },
      when: {
        MoneyDeposited: (row, { data }) => {
          row.total += data.amount
        },
        MoneyWithdrawn: (row, { data }) => {
          row.read = () => data.amount
        },
      },
    })
    const stored = await openCollection(store, unclonable, { onError })
    onTestFinished(() => stored.close())
    for (const event of [moneyDeposited(1), moneyWithdrawn(2), moneyDeposited(4)]) await store.append('a', event)
    await stored.caughtUp()
    expect(await stored.get('a')).toEqual({ total: 5 })
    expect((await stored.parked()).map(({ position }) => position)).toEqual(onError === 'park' ? [2] : [])
  },
)

test('a live row of another tab shows the parked events that were applied again', async () => {
  noRules.isFixed = false
  const name = newName()
  const [store, other] = [await inIndexedDB<BankEvent>(name), await inIndexedDB<BankEvent>(name)]
  await store.append('a', [moneyDeposited(10), moneyWithdrawn(3)])
  const stored = await openCollection(store, balances, { onError: 'park' })
  const ofOther = await openCollection(other, balances, { onError: 'park' })
  onTestFinished(() => {
    stored.close()
    ofOther.close()
  })
  await Promise.all([stored.caughtUp(), ofOther.caughtUp()])
  const seen: (number | undefined)[] = []
  ofOther.liveRow('a').subscribe((row) => seen.push(row?.balance))
  await eventually(() => expect(seen).toEqual([10]))
  noRules.isFixed = true
  expect(await stored.retryParked()).toBe(1)
  await eventually(() => expect(seen).toEqual([10, 7]))
})

test('a row that a database cannot store is a failure of its event', async () => {
  const store = await inIndexedDB<BankEvent>(newName())
  await store.append('a', moneyDeposited(1))
  await store.append('b', moneyDeposited(2))
  const unclonable = defineCollection<{ read: unknown }, BankEvent>({
    name: 'unclonable',
    create: { MoneyDeposited: ({ data }, key) => ({ read: key === 'a' ? data.amount : [() => data.amount] }) },
  })
  const stored = await openCollection(store, unclonable)
  onTestFinished(() => stored.close())
  expect(await rejectionOf(stored.caughtUp())).toMatchObject({ code: 'ProjectionFailed', position: 2 })
  expect(stored.position).toBe(1)
})
