import type { EventStore } from 'rewindable'
import { accountOpened, accountStream, type BankEvent } from '../../examples/bank-events.ts'
import { bankEvent } from './generated-events.ts'

const openingBalance = 1_000
// A prime number that divides no number of accounts, so that all accounts have the same number of events.
const stride = 7_919
const appendsAtOnce = 1_000

/** A log in which each of the first events opens an account, and each later event changes a balance. */
export class GeneratedBank {
  readonly accounts: number

  constructor(accounts: number) {
    this.accounts = accounts
  }

  /** Returns the number of the account of the event at an index, from 0. */
  accountAt(index: number): number {
    return index < this.accounts ? index : (index * stride) % this.accounts
  }

  streamAt(index: number): string {
    return accountStream(String(this.accountAt(index)))
  }

  event(index: number): BankEvent {
    return index < this.accounts ? accountOpened(`owner ${index}`, openingBalance) : bankEvent(index)
  }

  /** Appends the events up to an index, excluding it, that the store does not have. */
  async fill(store: EventStore<BankEvent>, count: number): Promise<void> {
    for (let index = await store.lastPosition(); index < count; ) {
      const last = Math.min(index + appendsAtOnce, count)
      const appends = []
      for (; index < last; index++) appends.push({ streamId: this.streamAt(index), events: [this.event(index)] })
      await store.appendBatch(appends)
    }
  }
}

/** A bank in which each owner has the same number of accounts. */
export class OwnedBank extends GeneratedBank {
  readonly owners: number

  constructor(accounts: number, perOwner: number) {
    super(accounts)
    this.owners = accounts / perOwner
  }

  /** Returns the name of an owner. The names are in the order of their numbers. */
  ownerOf(owner: number): string {
    return `owner ${String(owner).padStart(6, '0')}`
  }

  override event(index: number): BankEvent {
    return index < this.accounts ? accountOpened(this.ownerOf(index % this.owners), openingBalance) : bankEvent(index)
  }
}

/** A bank that is read as one total for each group of accounts. */
export class TotalledBank extends GeneratedBank {
  readonly #totals: number

  constructor(accounts: number, totals: number) {
    super(accounts)
    this.#totals = totals
  }

  override accountAt(index: number): number {
    return super.accountAt(index) % this.#totals
  }
}

/** The expected balances of a bank. They move forward only. */
export class ExpectedBalances {
  readonly #bank: GeneratedBank
  readonly #balances: number[] = []
  #position = 0

  constructor(bank: GeneratedBank) {
    this.#bank = bank
  }

  /** The number of open accounts. */
  get size(): number {
    return this.#balances.length
  }

  moveTo(position: number): void {
    for (; this.#position < position; this.#position++) this.apply(this.#position, this.#bank.event(this.#position))
  }

  apply(index: number, { type, data }: BankEvent): void {
    const account = this.#bank.accountAt(index)
    if (type === 'AccountOpened') this.#balances[account] = (this.#balances[account] ?? 0) + data.balance
    else if (type === 'MoneyDeposited') this.change(account, data.amount)
    else if (type === 'MoneyWithdrawn') this.change(account, -data.amount)
  }

  change(account: number, by: number): void {
    this.#balances[account] = this.of(account) + by
  }

  of(account: number): number {
    return this.#balances[account] ?? Number.NaN
  }
}
