import {
  ConcurrencyConflict,
  type EventStore,
  LiveProjection,
  openMemoryEventStore,
  type RecordedEvent,
} from 'rewindable'
import { beforeEach, describe, expect, test } from 'vitest'
import { Bank } from '../../demo/bank.ts'
import { type BankHistory, bankHistory } from '../../demo/bank-history.ts'
import { inWords } from '../../demo/errors-in-words.ts'
import { accountStream, type BankEvent, moneyWithdrawn } from '../../examples/bank-account.ts'

describe('the bank', () => {
  let store: EventStore<BankEvent>
  let live: LiveProjection<BankHistory, BankEvent>
  let bank: Bank

  beforeEach(async () => {
    store = await openMemoryEventStore<BankEvent>()
    live = new LiveProjection(store, bankHistory)
    bank = new Bank(store, live)
    await live.catchUp()
  })

  const balanceOf = (id: string) => live.state.accounts.get(id)?.balance

  test('shows what a command did as soon as it is done', async () => {
    const ada = await bank.openAccount('Ada', 0)
    await bank.deposit(ada, 100)
    await bank.withdraw(ada, 30)
    await bank.deposit(ada, 50)
    expect(balanceOf(ada)).toBe(120)
    expect(live.state.accounts.get(ada)?.version).toBe(4)
  })

  test('gives accounts opened at the same time different numbers', async () => {
    const ids = await Promise.all([
      bank.openAccount('Ada', 0),
      bank.openAccount('Grace', 0),
      bank.openAccount('Alan', 0),
    ])
    expect(ids.toSorted()).toEqual(['1', '2', '3'])
  })

  test('records a transfer in both streams, one commit', async () => {
    const ada = await bank.openAccount('Ada', 5000)
    const grace = await bank.openAccount('Grace', 0)
    await bank.transfer(ada, grace, 4000, 'Cinema')
    const recorded: RecordedEvent<BankEvent>[] = []
    for await (const event of store.readAll({ fromPosition: 3 })) recorded.push(event)
    const [sent, received] = recorded
    expect(sent).toMatchObject({ type: 'TransferSent', data: { to: grace, amount: 4000, note: 'Cinema' } })
    expect(received).toMatchObject({ type: 'TransferReceived', data: { from: ada, amount: 4000, note: 'Cinema' } })
    expect(sent?.recordedAt).toBe(received?.recordedAt)
    expect([balanceOf(ada), balanceOf(grace)]).toEqual([1000, 4000])
  })

  test('sends no half of a transfer when the other side changed meanwhile', async () => {
    const ada = await bank.openAccount('Ada', 5000)
    const grace = await bank.openAccount('Grace', 100)
    const [, transferred] = await Promise.allSettled([
      store.append(accountStream(grace), moneyWithdrawn(1)),
      bank.transfer(ada, grace, 4000),
    ])
    expect(transferred).toMatchObject({ status: 'rejected', reason: { code: 'ConcurrencyConflict' } })
    expect([balanceOf(ada), balanceOf(grace)]).toEqual([5000, 99])
  })

  test('says in words that an account does not hold enough', async () => {
    const ada = await bank.openAccount('Ada', 1000)
    const error = await bank.withdraw(ada, 4000).catch((reason: unknown) => reason)
    expect(inWords(error, live.state)).toBe(
      'Ada has €10.00, which does not cover €40.00. Take €10.00 or less, or deposit first.',
    )
    expect(await store.lastPosition()).toBe(1)
  })

  test('records nothing when another tab was faster, and says what the balance is now', async () => {
    const ada = await bank.openAccount('Ada', 1000)
    await Promise.all([
      store.append(accountStream(ada), moneyWithdrawn(700)),
      bank.withdraw(ada, 600).then(
        () => expect.unreachable('it was decided on a balance of €10.00 that is gone'),
        (error: unknown) => {
          expect(error).toBeInstanceOf(ConcurrencyConflict)
          expect(inWords(error, live.state)).toBe(
            'Somebody changed this account in another tab, so nothing was recorded. Ada’s balance is now €3.00. Look at it again and try once more.',
          )
        },
      ),
    ])
    expect(balanceOf(ada)).toBe(300)
  })
})
