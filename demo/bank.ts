import { AppendOutcomeUnknown, ConcurrencyConflict, type EventStore, type LiveProjection } from 'rewindable'
import {
  type Account,
  accountOpened,
  accountStream,
  type BankEvent,
  deposit,
  transfer,
  withdraw,
} from '../examples/bank-account.ts'
import type { BankHistory } from './bank-history.ts'

/**
 * The commands of the bank. Each decides on the balance that the person sees, and expects the version that it was seen
 * at: if another tab was faster, the append is refused and nothing is decided on stale knowledge.
 */
export class Bank {
  readonly #store: EventStore<BankEvent>
  readonly #live: LiveProjection<BankHistory, BankEvent>

  constructor(store: EventStore<BankEvent>, live: LiveProjection<BankHistory, BankEvent>) {
    this.#store = store
    this.#live = live
  }

  /** @returns the new account's id */
  async openAccount(owner: string, balance: number): Promise<string> {
    for (;;) {
      const id = String(this.#live.state.accounts.size + 1)
      try {
        await this.#record((commandId) =>
          this.#store.append(accountStream(id), accountOpened(owner, balance), {
            expectedVersion: 'noStream',
            commandId,
          }),
        )
        return id
      } catch (error) {
        // Another tab opened an account under this number: once its event is here, the next number is free.
        if (!(error instanceof ConcurrencyConflict) || !this.#live.state.accounts.has(id)) throw error
      }
    }
  }

  async deposit(accountId: string, amount: number, note?: string): Promise<void> {
    const account = this.#account(accountId)
    const event = deposit(amount, note)
    await this.#record((commandId) =>
      this.#store.append(accountStream(accountId), event, { expectedVersion: account.version, commandId }),
    )
  }

  async withdraw(accountId: string, amount: number, note?: string): Promise<void> {
    const account = this.#account(accountId)
    const event = withdraw(account, amount, note)
    await this.#record((commandId) =>
      this.#store.append(accountStream(accountId), event, { expectedVersion: account.version, commandId }),
    )
  }

  /** Two streams, one commit: the money leaves one account and reaches the other, or nothing happens. */
  async transfer(fromId: string, toId: string, amount: number, note?: string): Promise<void> {
    const from = this.#account(fromId)
    const to = this.#account(toId)
    const { sent, received } = transfer(from, to, amount, note)
    await this.#record((commandId) =>
      this.#store.appendBatch(
        [
          { streamId: accountStream(fromId), events: [sent], expectedVersion: from.version },
          { streamId: accountStream(toId), events: [received], expectedVersion: to.version },
        ],
        { commandId },
      ),
    )
  }

  #account(id: string): Account {
    const account = this.#live.state.accounts.get(id)
    if (!account) throw new Error('Choose an account first.')
    return account
  }

  async #record(append: (commandId: string) => Promise<unknown>): Promise<void> {
    const commandId = crypto.randomUUID()
    try {
      await append(commandId).catch((error: unknown) => {
        // Nobody knows whether it is stored. Under the same command id it is recorded once at most.
        if (error instanceof AppendOutcomeUnknown) return append(commandId)
        throw error
      })
    } finally {
      // Won or lost, the page shows what is there now before the person hears of it.
      await this.#live.catchUp()
    }
  }
}
