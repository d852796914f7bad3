import {
  AppendOutcomeUnknown,
  ConcurrencyConflict,
  type EventStore,
  LiveProjection,
  type RecordedEvent,
} from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import { beforeEach, describe, expect, test } from 'vitest'
import { Bank } from '../../demo/bank.ts'
import { type BankHistory, bankHistory } from '../../demo/bank-history.ts'
import { inWords } from '../../demo/errors-in-words.ts'
import {
  accountClosed,
  accountOpened,
  accountStream,
  type BankEvent,
  moneyDeposited,
  moneyWithdrawn,
} from '../../examples/bank-account.ts'

describe('the bank of the demo', () => {
  let storage: ForgetfulStorage
  let store: EventStore<BankEvent>
  let live: LiveProjection<BankHistory, BankEvent>
  let bank: Bank

  beforeEach(async () => {
    storage = new ForgetfulStorage('bank')
    store = createEventStore<BankEvent>(storage)
    live = new LiveProjection(store, bankHistory)
    bank = new Bank(store, live)
    await live.catchUp()
  })

  const balanceOf = (id: string) => live.state.accounts.get(id)?.balance

  const wordsOf = (refused: Promise<unknown>) =>
    refused.then(
      () => expect.unreachable('Expected a rejection, found none.'),
      (error: unknown) => inWords(error, live.state),
    )

  test('the bank shows the effect of a command when the command resolves', async () => {
    const ada = await bank.openAccount('Ada', 0)
    await bank.deposit(ada, 100)
    await bank.withdraw(ada, 30)
    await bank.deposit(ada, 50)
    expect(balanceOf(ada)).toBe(120)
    expect(await store.streamVersion(accountStream(ada))).toBe(4)
  })

  test('accounts that open at the same time get different numbers', async () => {
    const ids = await Promise.all([
      bank.openAccount('Ada', 0),
      bank.openAccount('Grace', 0),
      bank.openAccount('Alan', 0),
    ])
    expect(ids.toSorted()).toEqual(['1', '2', '3'])
  })

  test('the bank records a transfer in both streams with one commit', async () => {
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

  test('the bank retries after a conflict with another tab, so that both commands succeed', async () => {
    const ada = await bank.openAccount('Ada', 5000)
    const grace = await bank.openAccount('Grace', 100)
    await Promise.all([
      store.append(accountStream(grace), moneyWithdrawn(1)),
      store.append(accountStream(ada), moneyDeposited(500)),
      bank.transfer(ada, grace, 4000),
      bank.deposit(ada, 20),
    ])
    expect([balanceOf(ada), balanceOf(grace)]).toEqual([1520, 4099])
  })

  test('the bank records no part of a transfer to an account that another tab closes', async () => {
    const ada = await bank.openAccount('Ada', 5000)
    const grace = await bank.openAccount('Grace', 0)
    const [, transferred] = await Promise.allSettled([
      store.append(accountStream(grace), accountClosed()),
      bank.transfer(ada, grace, 4000),
    ])
    expect(transferred.status === 'rejected' && inWords(transferred.reason, live.state)).toBe(
      'Grace’s account was closed. Choose another one.',
    )
    expect([balanceOf(ada), balanceOf(grace)]).toEqual([5000, 0])
  })

  test('the bank explains that a balance is too low', async () => {
    const ada = await bank.openAccount('Ada', 1000)
    expect(await wordsOf(bank.withdraw(ada, 4000))).toBe(
      'Ada has €10.00, which does not cover €40.00. Take €10.00 or less, or deposit first.',
    )
    expect(await store.lastPosition()).toBe(1)
  })

  test('the bank rejects a withdrawal after a conflict and explains the new balance', async () => {
    const ada = await bank.openAccount('Ada', 1000)
    const [, words] = await Promise.all([
      store.append(accountStream(ada), moneyWithdrawn(700)),
      wordsOf(bank.withdraw(ada, 600)),
    ])
    expect(words).toBe(
      'Another tab was faster, and nothing was recorded. Ada has €3.00, which does not cover €6.00. Take €3.00 or less, or deposit first.',
    )
    expect(balanceOf(ada)).toBe(300)
  })

  test('the bank closes an empty account, but no account with money', async () => {
    const ada = await bank.openAccount('Ada', 1000)
    expect(await wordsOf(bank.closeAccount(ada))).toBe(
      'Ada’s account still holds €10.00. Withdraw or transfer it, then close the account.',
    )
    await bank.withdraw(ada, 1000)
    await bank.closeAccount(ada)
    expect(live.state.accounts.get(ada)).toEqual({ id: ada, owner: 'Ada', balance: 0, isOpen: false })
    expect(await wordsOf(bank.deposit(ada, 5))).toBe('Ada’s account was closed. Choose another one.')
    expect(await bank.openAccount('Grace', 0)).not.toBe(ada)
  })

  test('the bank asks for an account when a command names no account', async () => {
    expect(await wordsOf(bank.deposit('', 5))).toBe('Choose an account, or open one.')
  })

  test('the bank gives a new account a number that no imported account uses', async () => {
    await store.append(accountStream('2'), accountOpened('Ada'))
    await live.catchUp()
    expect(await bank.openAccount('Grace', 0)).toBe('3')
  })

  test('the bank retries a deposit with an unknown outcome and records the deposit once', async () => {
    const ada = await bank.openAccount('Ada', 0)
    storage.losesNextAnswer = true
    await bank.deposit(ada, 100)
    expect(storage.losesNextAnswer).toBe(false)
    expect(balanceOf(ada)).toBe(100)
    expect(await store.lastPosition()).toBe(2)
  })

  test('the bank explains that every retry conflicted with another tab', () => {
    const conflict = new ConcurrencyConflict({ streamId: 'account:1', expectedVersion: 1, actualVersion: 2 })
    const start = 'Other tabs kept changing this account, so nothing was recorded.'
    expect(inWords(conflict, live.state)).toBe(`${start} Try once more.`)
    const ada = { id: '1', owner: 'Ada', balance: 300, isOpen: true }
    expect(inWords(conflict, { ...live.state, accounts: new Map([['1', ada]]) })).toBe(
      `${start} Ada’s balance is now €3.00. Try once more.`,
    )
  })
})

/** A storage that can store a commit and lose the answer. */
class ForgetfulStorage extends MemoryStorage {
  losesNextAnswer = false

  override async append(...asked: Parameters<MemoryStorage['append']>): Promise<void> {
    await super.append(...asked)
    if (!this.losesNextAnswer) return
    this.losesNextAnswer = false
    throw new AppendOutcomeUnknown({})
  }
}
