import { defineProjection } from 'rewindable'

/** What can happen to an account. Amounts are whole numbers of the smallest unit: cents, if you like. */
export type BankEvent =
  | { readonly type: 'AccountOpened'; readonly data: { readonly owner: string; readonly balance: number } }
  | { readonly type: 'MoneyDeposited'; readonly data: { readonly amount: number; readonly note?: string } }
  | { readonly type: 'MoneyWithdrawn'; readonly data: { readonly amount: number; readonly note?: string } }
  | {
      readonly type: 'TransferSent'
      readonly data: { readonly to: string; readonly amount: number; readonly note?: string }
    }
  | {
      readonly type: 'TransferReceived'
      readonly data: { readonly from: string; readonly amount: number; readonly note?: string }
    }

/** An account as the events of its stream leave it. `version` is what the next append expects. */
export type Account = {
  readonly id: string
  readonly owner: string
  readonly balance: number
  readonly version: number
}

/** The stream of one account: `accountStream('1')` is `'account:1'`. */
export const accountStream = (id: string): string => `account:${id}`

export const accountOpened = (owner: string, balance = 0): BankEvent => ({
  type: 'AccountOpened',
  data: { owner, balance },
})
export const moneyDeposited = (amount: number, note?: string): BankEvent => ({
  type: 'MoneyDeposited',
  data: { amount, ...noted(note) },
})
export const moneyWithdrawn = (amount: number, note?: string): BankEvent => ({
  type: 'MoneyWithdrawn',
  data: { amount, ...noted(note) },
})
export const transferSent = (to: string, amount: number, note?: string): BankEvent => ({
  type: 'TransferSent',
  data: { to, amount, ...noted(note) },
})
export const transferReceived = (from: string, amount: number, note?: string): BankEvent => ({
  type: 'TransferReceived',
  data: { from, amount, ...noted(note) },
})

/** The balance of one account, folded from its stream: opened with 0, +100, −30, +50 gives 120. */
export const balance = defineProjection<number, BankEvent>({
  name: 'balance',
  initialState: () => 0,
  when: {
    AccountOpened: (_, { data }) => data.balance,
    MoneyDeposited: (balance, { data }) => balance + data.amount,
    MoneyWithdrawn: (balance, { data }) => balance - data.amount,
    TransferSent: (balance, { data }) => balance - data.amount,
    TransferReceived: (balance, { data }) => balance + data.amount,
  },
})

/** Owner and balance of every account, by its stream. */
export const balances = defineProjection<Record<string, { owner: string; balance: number }>, BankEvent>({
  name: 'balances',
  initialState: () => ({}),
  when: {
    AccountOpened: (accounts, { streamId, data }) => {
      accounts[streamId] = { owner: data.owner, balance: data.balance }
    },
    MoneyDeposited: (accounts, { streamId, data }) => change(accounts[streamId], data.amount),
    MoneyWithdrawn: (accounts, { streamId, data }) => change(accounts[streamId], -data.amount),
    TransferSent: (accounts, { streamId, data }) => change(accounts[streamId], -data.amount),
    TransferReceived: (accounts, { streamId, data }) => change(accounts[streamId], data.amount),
  },
})

/** Decides a deposit. @throws {@link NotAnAmount} */
export function deposit(amount: number, note?: string): BankEvent {
  assertAmount(amount)
  return moneyDeposited(amount, note)
}

/** Decides a withdrawal. @throws {@link NotAnAmount}, {@link Overdraft} */
export function withdraw(account: Account, amount: number, note?: string): BankEvent {
  assertAmount(amount)
  assertCovered(account, amount)
  return moneyWithdrawn(amount, note)
}

/** Decides a transfer: one event for each of the two streams. @throws {@link NotAnAmount}, {@link Overdraft}, {@link SameAccount} */
export function transfer(
  from: Account,
  to: Account,
  amount: number,
  note?: string,
): { sent: BankEvent; received: BankEvent } {
  assertAmount(amount)
  if (from.id === to.id) throw new SameAccount(from)
  assertCovered(from, amount)
  return { sent: transferSent(to.id, amount, note), received: transferReceived(from.id, amount, note) }
}

/** The account does not hold that much. */
export class Overdraft extends Error {
  readonly account: Account
  readonly amount: number

  constructor(account: Account, amount: number) {
    super(
      `${account.owner} has ${account.balance}, which does not cover ${amount}. Take ${account.balance} or less, or deposit first.`,
    )
    this.account = account
    this.amount = amount
  }
}

/** An amount must be a whole number of the smallest unit, and more than nothing. */
export class NotAnAmount extends Error {
  constructor(amount: number) {
    super(`Expected a whole amount of at least 1, got ${amount}.`)
  }
}

/** A transfer needs two accounts. */
export class SameAccount extends Error {
  constructor(account: Account) {
    super(`A transfer from ${account.owner} needs another account to go to.`)
  }
}

// An explicit `note: undefined` would not survive JSON, so an event without a note has no such property.
const noted = (note: string | undefined) => (note ? { note } : {})

function change(account: { balance: number } | undefined, by: number): void {
  if (!account) throw new Error('money moved on an account that was never opened')
  account.balance += by
}

function assertAmount(amount: number): void {
  if (!Number.isSafeInteger(amount) || amount < 1) throw new NotAnAmount(amount)
}

function assertCovered(account: Account, amount: number): void {
  if (amount > account.balance) throw new Overdraft(account, amount)
}
