import { AppendOutcomeUnknown, type EventStore, type LiveProjection, type RecordedEvent } from 'rewindable'
import { handleCommand } from 'rewindable/model'
import { type AccountCommand, account, accountStream, type BankEvent, transferMoney } from '../examples/bank-account.ts'
import { AlreadyOpened, MoneyLeft, Overdraft } from '../examples/bank-refusals.ts'
import type { BankHistory } from './bank-history.ts'

/** Prefix of command ids, to recognize commands of other tabs. */
const tab = 'tab-'

/**
 * Another tab appended first. The account rejected the command because of a balance that the page did not show yet.
 * `cause` is the error of the account.
 */
export class ChangedMeanwhile extends Error {
  constructor(refusal: Overdraft | MoneyLeft) {
    super('Another tab changed the account.', { cause: refusal })
  }
}

/**
 * Executes the commands of the bank. If another tab appended first, the account decides again with the latest
 * balance.
 */
export class Bank {
  readonly #store: EventStore<BankEvent>
  readonly #live: LiveProjection<BankHistory, BankEvent>
  readonly #tab = `${tab}${crypto.randomUUID()}`

  constructor(store: EventStore<BankEvent>, live: LiveProjection<BankHistory, BankEvent>) {
    this.#store = store
    this.#live = live
  }

  /** Returns the id of the new account. */
  async openAccount(owner: string, balance: number): Promise<string> {
    for (;;) {
      const id = this.#freeId()
      try {
        await this.#handle(id, { type: 'OpenAccount', data: { owner, balance } })
        return id
      } catch (error) {
        // Another tab used this number. Its event has arrived by now, so the next number differs.
        if (!(error instanceof AlreadyOpened)) throw error
      }
    }
  }

  async deposit(accountId: string, amount: number, note?: string): Promise<void> {
    await this.#handle(accountId, { type: 'Deposit', data: { amount, note } })
  }

  async withdraw(accountId: string, amount: number, note?: string): Promise<void> {
    await this.#handle(accountId, { type: 'Withdraw', data: { amount, note } })
  }

  async transfer(from: string, to: string, amount: number, note?: string): Promise<void> {
    await this.#record(from, (commandId) => transferMoney(this.#store, { from, to, amount, note }, { commandId }))
  }

  async closeAccount(accountId: string): Promise<void> {
    await this.#handle(accountId, { type: 'CloseAccount' })
  }

  isOfAnotherTab({ commandId }: RecordedEvent<BankEvent>): boolean {
    return commandId?.startsWith(tab) === true && !commandId.startsWith(this.#tab)
  }

  #freeId(): string {
    const { accounts } = this.#live.state
    let number = accounts.size + 1
    while (accounts.has(String(number))) number += 1
    return String(number)
  }

  #handle(accountId: string, command: AccountCommand): Promise<void> {
    return this.#record(accountId, (commandId) =>
      handleCommand(this.#store, account, accountStream(accountId), command, { commandId }),
    )
  }

  async #record(accountId: string, handle: (commandId: string) => Promise<unknown>): Promise<void> {
    const seen = this.#live.state.accounts.get(accountId)?.balance
    const commandId = `${this.#tab}/${crypto.randomUUID()}`
    try {
      await handle(commandId).catch((error: unknown) => {
        // The outcome is unknown. A retry with the same command id records the events at most once.
        if (error instanceof AppendOutcomeUnknown) return handle(commandId)
        throw error
      })
    } catch (error) {
      const isRefusal = error instanceof Overdraft || error instanceof MoneyLeft
      throw isRefusal && error.balance !== seen ? new ChangedMeanwhile(error) : error
    } finally {
      // Updates the page before the user sees that the command was accepted or rejected.
      await this.#live.catchUp()
    }
  }
}
