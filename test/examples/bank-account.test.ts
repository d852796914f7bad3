import { openMemoryEventStore, Projection, reconstructState } from 'rewindable'
import { describe, expect, test } from 'vitest'
import {
  type Account,
  accountOpened,
  accountStream,
  type BankEvent,
  balance,
  balances,
  deposit,
  moneyDeposited,
  moneyWithdrawn,
  NotAnAmount,
  Overdraft,
  SameAccount,
  transfer,
  withdraw,
} from '../../examples/bank-account.ts'

const ada: Account = { id: '1', owner: 'Ada', balance: 70, version: 3 }
const grace: Account = { id: '2', owner: 'Grace', balance: 0, version: 1 }

describe('a bank account', () => {
  test('opened with 0, +100, −30, +50 holds 120', async () => {
    const store = await openMemoryEventStore<BankEvent>()
    const events = [accountOpened('Ada'), moneyDeposited(100), moneyWithdrawn(30), moneyDeposited(50)]
    await store.append(accountStream('1'), events, { expectedVersion: 'noStream' })
    expect(await reconstructState(store, balance, { streamId: 'account:1' })).toBe(120)
    expect(await reconstructState(store, balance, { upTo: 2 })).toBe(100)
    expect(await reconstructState(store, balance, { upTo: 3 })).toBe(70)
  })

  test('shares its balances projection with all others, transfers included', async () => {
    const store = await openMemoryEventStore<BankEvent>()
    await store.append('account:1', accountOpened('Ada', 70))
    await store.append('account:2', accountOpened('Grace'))
    const { sent, received } = transfer(ada, grace, 20, 'Cinema')
    await store.appendBatch([
      { streamId: 'account:1', events: [sent], expectedVersion: 1 },
      { streamId: 'account:2', events: [received], expectedVersion: 1 },
    ])
    const projection = new Projection(store, balances)
    await projection.catchUp()
    expect(projection.state).toEqual({
      'account:1': { owner: 'Ada', balance: 50 },
      'account:2': { owner: 'Grace', balance: 20 },
    })
  })
})

describe('a decision', () => {
  test('is an event', () => {
    expect(deposit(100)).toEqual({ type: 'MoneyDeposited', data: { amount: 100 } })
    expect(withdraw(ada, 70, 'Rent')).toEqual({ type: 'MoneyWithdrawn', data: { amount: 70, note: 'Rent' } })
    expect(transfer(ada, grace, 20)).toEqual({
      sent: { type: 'TransferSent', data: { to: '2', amount: 20 } },
      received: { type: 'TransferReceived', data: { from: '1', amount: 20 } },
    })
  })

  test('never overdraws', () => {
    expect(() => withdraw(ada, 71)).toThrow(Overdraft)
    expect(() => withdraw(ada, 71)).toThrow('Ada has 70, which does not cover 71. Take 70 or less, or deposit first.')
    expect(() => transfer(ada, grace, 71)).toThrow(Overdraft)
  })

  test.each([0, -5, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('of %s is none', (amount) => {
    expect(() => deposit(amount)).toThrow(NotAnAmount)
    expect(() => withdraw(ada, amount)).toThrow(NotAnAmount)
    expect(() => transfer(ada, grace, amount)).toThrow(NotAnAmount)
  })

  test('does not send money in a circle', () => {
    expect(() => transfer(ada, ada, 10)).toThrow(SameAccount)
  })
})
