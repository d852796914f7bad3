import { type AppendResult, type EventStore, LiveProjection } from 'rewindable'
import { Timeline } from 'rewindable/time-travel'
import { accountStream, type BankEvent, balance, moneyWithdrawn } from './bank-account.ts'

/** The detail page of one account. It reads only the events of that account, so it opens equally fast in a log of any length. */
export class AccountPage {
  /** The current balance. The position is the version of the account. */
  readonly live: LiveProjection<number, BankEvent>
  readonly #store: EventStore<BankEvent>
  readonly #streamId: string

  constructor(store: EventStore<BankEvent>, id: string) {
    this.#store = store
    this.#streamId = accountStream(id)
    this.live = new LiveProjection(store, balance, { streamId: this.#streamId })
  }

  /**
   * Withdraws money from the balance that the page shows.
   *
   * @throws {@link ConcurrencyConflict} the account changed since: show the new balance and ask the user again
   */
  async withdraw(amount: number): Promise<AppendResult<BankEvent>> {
    return this.#store.append(this.#streamId, moneyWithdrawn(amount), { expectedVersion: this.live.position })
  }

  /** Opens the history of the account: a slider over `seek(0)` to `seek(lastPosition)` has one stop for each event. */
  history(): Timeline<number, BankEvent> {
    return new Timeline(this.#store, balance, { streamId: this.#streamId })
  }

  close(): void {
    this.live.stop()
  }
}
