import type { Account } from './bank-account.ts'

/** The account was not opened yet, or is closed. */
export class AccountNotOpen extends Error {
  /** The former owner. `undefined` if the account was never opened. */
  readonly owner: string | undefined

  constructor({ owner }: Account) {
    super(owner ? `${owner}’s account was closed. Choose another one.` : 'There is no such account. Open it first.')
    this.owner = owner
  }
}

/** The account was opened before. A closed account cannot be opened again. */
export class AlreadyOpened extends Error {
  readonly owner: string

  constructor(owner: string) {
    super(`This account was opened for ${owner} already. Open another one.`)
    this.owner = owner
  }
}

/** The balance of the account is too low. */
export class Overdraft extends Error {
  readonly owner: string | undefined
  readonly balance: number
  readonly amount: number

  constructor({ owner, balance }: Account, amount: number) {
    super(`${owner} has ${balance}, which does not cover ${amount}. Take ${balance} or less, or deposit first.`)
    this.owner = owner
    this.balance = balance
    this.amount = amount
  }
}

/** The account cannot be closed because it is not empty. */
export class MoneyLeft extends Error {
  readonly owner: string | undefined
  readonly balance: number

  constructor({ owner, balance }: Account) {
    super(`${owner}’s account still holds ${balance}. Withdraw or transfer it, then close the account.`)
    this.owner = owner
    this.balance = balance
  }
}

/** The amount is not a whole number, or is too small. */
export class NotAnAmount extends Error {
  readonly amount: number

  constructor(amount: number, least: number) {
    super(`Expected a whole amount of at least ${least}, got ${amount}.`)
    this.amount = amount
  }
}

/** A transfer within the same account. */
export class SameAccount extends Error {
  readonly accountId: string

  constructor(accountId: string) {
    super(`A transfer from account ${accountId} needs another account to go to.`)
    this.accountId = accountId
  }
}
