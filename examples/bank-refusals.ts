import type { Account } from './bank-account.ts'

/** Nothing can be done with an account before it is opened or after it was closed. */
export class AccountNotOpen extends Error {
  /** Whose account it was; undefined: it was never opened. */
  readonly owner: string | undefined

  constructor({ owner }: Account) {
    super(owner ? `${owner}’s account was closed. Choose another one.` : 'There is no such account. Open it first.')
    this.owner = owner
  }
}

/** An account is opened once, and not again after it was closed. */
export class AlreadyOpened extends Error {
  readonly owner: string

  constructor(owner: string) {
    super(`This account was opened for ${owner} already. Open another one.`)
    this.owner = owner
  }
}

/** The account does not hold that much. */
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

/** An account is closed when it is empty. */
export class MoneyLeft extends Error {
  readonly owner: string | undefined
  readonly balance: number

  constructor({ owner, balance }: Account) {
    super(`${owner}’s account still holds ${balance}. Withdraw or transfer it, then close the account.`)
    this.owner = owner
    this.balance = balance
  }
}

/** An amount must be a whole number of the smallest unit, and not too small. */
export class NotAnAmount extends Error {
  readonly amount: number

  constructor(amount: number, least: number) {
    super(`Expected a whole amount of at least ${least}, got ${amount}.`)
    this.amount = amount
  }
}

/** A transfer needs two accounts. */
export class SameAccount extends Error {
  readonly accountId: string

  constructor(accountId: string) {
    super(`A transfer from account ${accountId} needs another account to go to.`)
    this.accountId = accountId
  }
}
