import { type EventStore, openEventStore } from 'rewindable'
import { handleCommand, type Reactor, startReactor } from 'rewindable/model'
import { moneyPutIn, NotEnough, notingPurse, type PurseEvent, spend } from '../../model/purse.ts'

/** The outcome of a withdrawal, and the balance that each attempt was decided on. */
type Withdrawal = { readonly outcome: 'paid' | 'not enough'; readonly decidedOn: readonly number[] }

/** A side effect of the reactor, as the test receives it. */
export type Effect = { readonly tab: string; readonly amount: number; readonly key: string }

/** The functions that the page offers to the tests. */
class CommandTab {
  readonly #name: string
  readonly #store: EventStore<PurseEvent>
  #reactor: Reactor<PurseEvent> | undefined

  private constructor(name: string, store: EventStore<PurseEvent>) {
    this.#name = name
    this.#store = store
  }

  static async open(storeName: string, name: string): Promise<void> {
    window.commandTab = new CommandTab(name, await openEventStore<PurseEvent>(storeName))
  }

  async putIn(streamId: string, amounts: readonly number[]): Promise<string[]> {
    const { events } = await this.#store.append(streamId, amounts.map(moneyPutIn))
    return events.map(({ id, globalPosition }) => `${id}/${globalPosition}`)
  }

  /** @param at the start time in milliseconds since the Unix epoch. Two tabs with the same time start together */
  async withdraw(streamId: string, amount: number, at: number): Promise<Withdrawal> {
    const { noted: decidedOn, notingPurse: purse } = notingPurse()
    while (Date.now() < at);
    try {
      await handleCommand(this.#store, purse, streamId, spend(amount))
      return { outcome: 'paid', decidedOn }
    } catch (error) {
      if (!(error instanceof NotEnough)) throw error
      return { outcome: 'not enough', decidedOn }
    }
  }

  async streams(prefix: string): Promise<Record<string, number[]>> {
    const changes: Record<string, number[]> = {}
    for await (const { streamId, type, data } of this.#store.readAll({ streamPrefix: prefix })) {
      changes[streamId] = [...(changes[streamId] ?? []), type === 'MoneyPutIn' ? data.amount : -data.amount]
    }
    return changes
  }

  /** Starts a reactor that reports each deposit to the test with the key of its event. */
  startReactor(): void {
    const tab = this.#name
    this.#reactor = startReactor(
      this.#store,
      {
        name: 'telling',
        when: {
          MoneyPutIn: ({ data }, { idempotencyKey: key }) => window.haveEffect({ tab, amount: data.amount, key }),
        },
      },
      { fromPosition: 1 },
    )
  }

  get status(): string {
    return this.#reactor?.status ?? 'none'
  }

  async position(): Promise<number> {
    return (await this.#reactor?.position()) ?? 0
  }
}

declare global {
  interface Window {
    CommandTab: typeof CommandTab
    commandTab: CommandTab
    haveEffect: (effect: Effect) => Promise<void>
  }
}

window.CommandTab = CommandTab
