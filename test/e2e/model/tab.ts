import { type EventStore, openEventStore } from 'rewindable'
import { handleCommand, type Reactor, startReactor } from 'rewindable/model'
import { moneyPutIn, NotEnough, notingPurse, type PurseEvent, spend } from '../../model/purse.ts'

/** How a withdrawal ended, and on which balances it was decided on the way there. */
type Withdrawal = { readonly outcome: 'paid' | 'not enough'; readonly decidedOn: readonly number[] }

/** A side effect, as the outside world is told of it. */
export type Effect = { readonly tab: string; readonly amount: number; readonly key: string }

/** What a page of the tests can be told to do. */
class DecidingTab {
  readonly #name: string
  readonly #store: EventStore<PurseEvent>
  #reactor: Reactor<PurseEvent> | undefined

  private constructor(name: string, store: EventStore<PurseEvent>) {
    this.#name = name
    this.#store = store
  }

  static async open(storeName: string, name: string): Promise<void> {
    window.decidingTab = new DecidingTab(name, await openEventStore<PurseEvent>(storeName))
  }

  async putIn(streamId: string, amounts: readonly number[]): Promise<string[]> {
    const { events } = await this.#store.append(streamId, amounts.map(moneyPutIn))
    return events.map(({ id, globalPosition }) => `${id}/${globalPosition}`)
  }

  /** @param at the moment to begin, in milliseconds since the Unix epoch, so that two tabs begin together */
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

  /** Tells the outside world of each deposit, under the key of the event. */
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
    DecidingTab: typeof DecidingTab
    decidingTab: DecidingTab
    haveEffect: (effect: Effect) => Promise<void>
  }
}

window.DecidingTab = DecidingTab
