import { type EventStore, openEventStore, type ProjectionDefinition, reconstructState } from 'rewindable'
import { type BankEvent, moneyDeposited } from '../../examples/bank-events.ts'
import type { AccountList, AccountRow } from './account-list.ts'
import type { GeneratedBank } from './generated-bank.ts'
import type { Reading } from './live-list.ts'

/** Returns the next state after a deposit. */
export type Deposit<State> = (state: State, streamId: string, amount: number) => State

/** Opens a store, and folds its deposits by hand: append, apply, call the subscriber. */
export async function openHandFoldedList<State>(
  name: string,
  bank: GeneratedBank,
  definition: ProjectionDefinition<State, BankEvent>,
  reading: Reading<State>,
  deposit: Deposit<State>,
): Promise<AccountList> {
  const store = await openEventStore<BankEvent>(name)
  await bank.fill(store, bank.accounts)
  return new HandFoldedList(store, await reconstructState(store, definition), reading, deposit)
}

class HandFoldedList<State> implements AccountList {
  readonly #store: EventStore<BankEvent>
  readonly #reading: Reading<State>
  readonly #deposit: Deposit<State>
  #state: State

  constructor(store: EventStore<BankEvent>, state: State, reading: Reading<State>, deposit: Deposit<State>) {
    this.#store = store
    this.#state = state
    this.#reading = reading
    this.#deposit = deposit
  }

  get size(): number {
    return this.#reading.size(this.#state)
  }

  account(streamId: string): AccountRow | undefined {
    return this.#reading.account(this.#state, streamId)
  }

  async deposit(streamId: string, amount: number): Promise<void> {
    await this.#store.append(streamId, moneyDeposited(amount))
    this.#state = this.#deposit(this.#state, streamId, amount)
  }

  close(): Promise<void> {
    return this.#store.close()
  }
}
