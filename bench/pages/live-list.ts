import { type EventStore, LiveProjection, openEventStore, type ProjectionDefinition } from 'rewindable'
import { type BankEvent, moneyDeposited } from '../../examples/bank-events.ts'
import type { AccountList, AccountRow } from './account-list.ts'
import type { GeneratedBank } from './generated-bank.ts'

/** The functions with which a list reads a state. */
export type Reading<State> = {
  account(state: State, streamId: string): AccountRow | undefined
  size(state: State): number
}

/** Opens a store with a bank, and a live projection with a subscriber. */
export async function openLiveList<State>(
  name: string,
  bank: GeneratedBank,
  definition: ProjectionDefinition<State, BankEvent>,
  reading: Reading<State>,
): Promise<AccountList> {
  const store = await openEventStore<BankEvent>(name)
  await bank.fill(store, bank.accounts)
  const live = new LiveProjection(store, definition)
  await live.catchUp()
  return new LiveList(store, live, reading)
}

class LiveList<State> implements AccountList {
  readonly #store: EventStore<BankEvent>
  readonly #live: LiveProjection<State, BankEvent>
  readonly #reading: Reading<State>
  #shown: State
  #position = 0
  #onShown: () => void = () => {}

  constructor(store: EventStore<BankEvent>, live: LiveProjection<State, BankEvent>, reading: Reading<State>) {
    this.#store = store
    this.#live = live
    this.#reading = reading
    this.#shown = live.state
    live.subscribe((state) => {
      this.#shown = state
      this.#position = live.position
      this.#onShown()
    })
  }

  get size(): number {
    return this.#reading.size(this.#shown)
  }

  account(streamId: string): AccountRow | undefined {
    return this.#reading.account(this.#shown, streamId)
  }

  async deposit(streamId: string, amount: number): Promise<void> {
    const { globalPosition } = await this.#store.append(streamId, moneyDeposited(amount))
    while (this.#position < globalPosition) {
      await new Promise<void>((resolve) => {
        this.#onShown = resolve
      })
    }
  }

  async close(): Promise<void> {
    this.#live.stop()
    await this.#store.close()
  }
}
