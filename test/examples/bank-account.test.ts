import { type EventStore, openMemoryEventStore, Projection, reconstructState } from 'rewindable'
import { handleCommand } from 'rewindable/model'
import { recordedEvents, scenario } from 'rewindable/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  account,
  accountClosed,
  accountOpened,
  accountStream,
  type BankEvent,
  balance,
  balances,
  moneyDeposited,
  moneyWithdrawn,
  transferMoney,
  transferReceived,
  transferReturned,
  transferSent,
} from '../../examples/bank-account.ts'
import {
  AccountNotOpen,
  AlreadyOpened,
  MoneyLeft,
  NotAnAmount,
  Overdraft,
  SameAccount,
} from '../../examples/bank-refusals.ts'

describe('the account decider', () => {
  test('OpenAccount records an opening balance of any amount from 0', () => {
    scenario(account, {
      when: { type: 'OpenAccount', data: { owner: 'Ada', balance: 70 } },
      then: [{ type: 'AccountOpened', data: { owner: 'Ada', balance: 70 } }],
    })
    scenario(account, {
      when: { type: 'OpenAccount', data: { owner: 'Ada' } },
      then: [{ type: 'AccountOpened', data: { owner: 'Ada', balance: 0 } }],
    })
  })

  test('OpenAccount is rejected for an open or a closed account', () => {
    scenario(account, {
      given: [accountOpened('Ada')],
      when: { type: 'OpenAccount', data: { owner: 'Grace' } },
      thenThrows: [AlreadyOpened, { owner: 'Ada' }],
    })
    scenario(account, {
      given: [accountOpened('Ada'), accountClosed()],
      when: { type: 'OpenAccount', data: { owner: 'Ada' } },
      thenThrows: [AlreadyOpened, { owner: 'Ada' }],
    })
  })

  test('deposits and withdrawals are recorded with or without a note', () => {
    scenario(account, {
      given: [accountOpened('Ada')],
      when: [
        { type: 'Deposit', data: { amount: 100, note: 'Birthday' } },
        { type: 'Withdraw', data: { amount: 30 } },
        { type: 'Withdraw', data: { amount: 70 } },
      ],
      then: [
        { type: 'MoneyDeposited', data: { amount: 100, note: 'Birthday' } },
        { type: 'MoneyWithdrawn', data: { amount: 30 } },
        { type: 'MoneyWithdrawn', data: { amount: 70 } },
      ],
      alsoRebuilt: true,
    })
  })

  test('an account records sent and received transfers', () => {
    scenario(account, {
      given: [accountOpened('Ada', 70)],
      when: [
        { type: 'SendTransfer', data: { to: '2', amount: 50, note: 'Rent' } },
        { type: 'ReceiveTransfer', data: { from: '3', amount: 5 } },
        { type: 'SendTransfer', data: { to: '2', amount: 25, transferId: 'cinema' } },
        { type: 'ReturnTransfer', data: { from: '2', amount: 25 } },
      ],
      then: [
        { type: 'TransferSent', data: { to: '2', amount: 50, note: 'Rent' } },
        { type: 'TransferReceived', data: { from: '3', amount: 5 } },
        { type: 'TransferSent', data: { to: '2', amount: 25, transferId: 'cinema' } },
        { type: 'TransferReturned', data: { from: '2', amount: 25 } },
      ],
      alsoRebuilt: true,
    })
  })

  test('a command that would overdraw the account is rejected', () => {
    const given = [
      accountOpened('Ada', 100),
      moneyWithdrawn(60),
      moneyDeposited(20),
      transferSent('2', 10),
      transferReceived('2', 15),
      transferReturned('2', 5),
    ]
    scenario(account, { given, when: { type: 'Withdraw', data: { amount: 70 } }, then: [moneyWithdrawn(70)] })
    scenario(account, {
      given,
      when: { type: 'Withdraw', data: { amount: 71 } },
      thenThrows: [
        Overdraft,
        {
          owner: 'Ada',
          balance: 70,
          amount: 71,
          message: 'Ada has 70, which does not cover 71. Take 70 or less, or deposit first.',
        },
      ],
    })
    scenario(account, {
      given,
      when: { type: 'SendTransfer', data: { to: '2', amount: 71 } },
      thenThrows: [Overdraft, { balance: 70, amount: 71 }],
    })
  })

  test('CloseAccount is rejected unless the balance is 0', () => {
    scenario(account, {
      given: [accountOpened('Ada', 70)],
      when: { type: 'CloseAccount' },
      thenThrows: [MoneyLeft, { owner: 'Ada', balance: 70 }],
    })
    scenario(account, {
      given: [accountOpened('Ada', 70), moneyWithdrawn(70)],
      when: { type: 'CloseAccount' },
      then: [{ type: 'AccountClosed', data: {} }],
    })
  })

  test.each([
    { type: 'Deposit', data: { amount: 1 } },
    { type: 'Withdraw', data: { amount: 1 } },
    { type: 'SendTransfer', data: { to: '2', amount: 1 } },
    { type: 'ReceiveTransfer', data: { from: '2', amount: 1 } },
    { type: 'ReturnTransfer', data: { from: '2', amount: 1 } },
    { type: 'CloseAccount' },
  ] as const)('an account rejects $type before its opening and after its closing', (command) => {
    scenario(account, { when: command, thenThrows: [AccountNotOpen, { owner: undefined }] })
    scenario(account, {
      given: [accountOpened('Ada'), accountClosed()],
      when: command,
      thenThrows: [AccountNotOpen, { owner: 'Ada', message: 'Ada’s account was closed. Choose another one.' }],
    })
  })

  test.each([0, -5, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('the amount %s is rejected', (amount) => {
    const given = [accountOpened('Ada', 70)]
    for (const command of [
      { type: 'Deposit', data: { amount } },
      { type: 'Withdraw', data: { amount } },
      { type: 'SendTransfer', data: { to: '2', amount } },
      { type: 'ReceiveTransfer', data: { from: '2', amount } },
    ] as const) {
      scenario(account, { given, when: command, thenThrows: [NotAnAmount, { amount }] })
    }
  })

  test('a negative opening balance is rejected', () => {
    scenario(account, {
      when: { type: 'OpenAccount', data: { owner: 'Ada', balance: -1 } },
      thenThrows: [NotAnAmount, { amount: -1, message: 'Expected a whole amount of at least 0, got -1.' }],
    })
  })
})

describe('balances', () => {
  test('the balance after 0, +100, −30 and +50 is 120', async () => {
    const store = await openMemoryEventStore<BankEvent>()
    const events = [accountOpened('Ada'), moneyDeposited(100), moneyWithdrawn(30), moneyDeposited(50)]
    await store.append(accountStream('1'), events, { expectedVersion: 'noStream' })
    expect(await reconstructState(store, balance, { streamId: 'account:1' })).toBe(120)
    expect(await reconstructState(store, balance, { atPosition: 2 })).toBe(100)
    expect(await reconstructState(store, balance, { atPosition: 3 })).toBe(70)
  })

  test('the balances list every account that is not closed', () => {
    scenario(balances, {
      given: [
        ...recordedEvents('account:1', [accountOpened('Ada', 70), transferSent('2', 20)]),
        ...recordedEvents('account:2', [accountOpened('Grace'), transferReceived('1', 20)], { position: 3 }),
        ...recordedEvents('account:3', [accountOpened('Alan'), accountClosed()], { position: 5 }),
      ],
      then: { 'account:1': { owner: 'Ada', balance: 50 }, 'account:2': { owner: 'Grace', balance: 20 } },
    })
  })
})

describe('a transfer between two accounts', () => {
  let store: EventStore<BankEvent>
  const [ada, grace] = ['1', '2']

  beforeEach(async () => {
    store = await openMemoryEventStore<BankEvent>()
    await handleCommand(store, account, accountStream(ada), {
      type: 'OpenAccount',
      data: { owner: 'Ada', balance: 70 },
    })
    await handleCommand(store, account, accountStream(grace), { type: 'OpenAccount', data: { owner: 'Grace' } })
  })

  async function listed() {
    const projection = new Projection(store, balances)
    await projection.catchUp()
    return projection.state
  }

  test('a transfer between two accounts is one commit', async () => {
    const [sent, received] = await transferMoney(store, { from: ada, to: grace, amount: 20, note: 'Cinema' })
    expect(sent?.events).toMatchObject([{ type: 'TransferSent', data: { to: grace, amount: 20, note: 'Cinema' } }])
    expect(received?.events).toMatchObject([
      { type: 'TransferReceived', data: { from: ada, amount: 20, note: 'Cinema' } },
    ])
    expect([sent?.state.balance, received?.state.balance]).toEqual([50, 20])
    expect(await listed()).toEqual({
      'account:1': { owner: 'Ada', balance: 50 },
      'account:2': { owner: 'Grace', balance: 20 },
    })
  })

  test('a transfer with a command id is recorded once, even after retries', async () => {
    const send = () => transferMoney(store, { from: ada, to: grace, amount: 50 }, { commandId: 'rent' })
    const results = await Promise.all([send(), send()])
    expect(results.map(([sent]) => sent?.duplicate).toSorted()).toEqual([false, true])
    expect((await send()).map(({ duplicate, state }) => [duplicate, state.balance])).toEqual([
      [true, 20],
      [true, 50],
    ])
    expect(await store.lastPosition()).toBe(4)
  })

  test.each([
    ['the sender does not have the money', { from: '1', to: '2', amount: 71 }, Overdraft],
    ['the other account was never opened', { from: '1', to: '9', amount: 20 }, AccountNotOpen],
    ['the sender is the receiver', { from: '1', to: '1', amount: 20 }, SameAccount],
    ['the amount is 0', { from: '1', to: '2', amount: 0 }, NotAnAmount],
  ])('a transfer records nothing when %s', async (_, transfer, refusal) => {
    await expect(transferMoney(store, transfer)).rejects.toThrow(refusal)
    expect(await store.lastPosition()).toBe(2)
  })
})
