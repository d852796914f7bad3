import { LiveProjection, openMemoryEventStore } from 'rewindable'
import { scenario } from 'rewindable/testing'
import { expect, onTestFinished, test } from 'vitest'
import { accounts } from '../../examples/account-rows.ts'
import { accountClosed, accountOpened, type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'

test('a list of accounts shows one changed row, and keeps the others', async () => {
  const store = await openMemoryEventStore<BankEvent>()
  await store.append('account:1', accountOpened('Ann', 100))
  await store.append('account:2', accountOpened('Bob', 30))
  const live = new LiveProjection(store, accounts)
  onTestFinished(() => live.stop())
  await live.catchUp()
  const before = live.state
  await store.append('account:2', moneyDeposited(5))
  await live.catchUp()
  expect(live.state.get('account:2')).toEqual({ owner: 'Bob', balance: 35 })
  expect(live.state.get('account:1')).toBe(before.get('account:1'))
  expect(before.get('account:2')).toEqual({ owner: 'Bob', balance: 30 })
})

test('an index lists the richest accounts first', async () => {
  const store = await openMemoryEventStore<BankEvent>()
  for (const [id, balance] of [3, 20, 100].entries()) await store.append(`account:${id}`, accountOpened('Ann', balance))
  const live = new LiveProjection(store, accounts)
  onTestFinished(() => live.stop())
  await live.catchUp()
  const richest = live.state.by('byBalance', { direction: 'backward', limit: 2 })
  expect(richest.map(([key]) => key)).toEqual(['account:2', 'account:1'])
})

test('a closed account has no row', () =>
  scenario(accounts, {
    given: [accountOpened('Ann'), moneyDeposited(0), accountClosed()],
    then: {},
  }))
