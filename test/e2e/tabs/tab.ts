import {
  type AppendResult,
  ConcurrencyConflict,
  deleteEventStore,
  type EventStore,
  LiveProjection,
  openEventStore,
  RewindableError,
} from 'rewindable'
import { type BankEvent, balance, moneyDeposited } from '../../../examples/bank-account.ts'
import { type DepositSummary, depositSummary } from '../../deposit-summary.ts'

/** An acknowledged append, with the place of its last event that the library returned. */
export type Acknowledged = {
  /** A unique text in the note of each event of the append. */
  readonly token: string
  readonly streamId: string
  readonly streamVersion: number
  readonly globalPosition: number
}

/** The functions that the page offers to the tests. */
class Tab {
  readonly #name: string
  readonly #store: EventStore<BankEvent>
  readonly #live: LiveProjection<DepositSummary, BankEvent>
  readonly delivered: number[] = []
  /** The balances and versions that a detail page has shown. */
  readonly shownOfStream: (readonly [balance: number, version: number])[] = []
  /** The number of version conflicts. */
  conflicts = 0
  #tokens = 0

  private constructor(name: string, store: EventStore<BankEvent>) {
    this.#name = name
    this.#store = store
    this.#live = new LiveProjection(store, depositSummary)
    void this.#subscribe()
  }

  /** @param name unique among the tabs of the test */
  static async open(storeName: string, name: string): Promise<void> {
    window.tab = new Tab(name, await openEventStore<BankEvent>(storeName))
  }

  get seen(): { position: number; status: string; summary: DepositSummary } {
    return { position: this.#live.position, status: this.#live.status, summary: this.#live.state }
  }

  /** Follows one stream, as a detail page does. Resolves when the page shows the stream. */
  async showStream(streamId: string): Promise<void> {
    const live = new LiveProjection(this.#store, balance, { streamId })
    live.addEventListener('change', ({ detail }) => this.shownOfStream.push([detail.state, detail.position]))
    await live.catchUp()
  }

  /** Appends in turn. Each append expects the version that the previous one returned. */
  async appendInTurn(streamId: string, count: number): Promise<Acknowledged[]> {
    const acknowledged: Acknowledged[] = []
    let expectedVersion = await this.#store.streamVersion(streamId)
    while (acknowledged.length < count) {
      const token = this.#newToken()
      const result = await this.#store.append(streamId, moneyDeposited(1, token), { expectedVersion })
      expectedVersion = result.streamVersion
      acknowledged.push(ack(token, result))
    }
    return acknowledged
  }

  /** Appends in parallel to alternating streams, without expected versions. */
  appendAtOnce(streamIds: readonly string[], count: number): Promise<Acknowledged[]> {
    return Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const token = this.#newToken()
        return ack(token, await this.#store.append(streamIds[index % streamIds.length] ?? '', moneyDeposited(1, token)))
      }),
    )
  }

  /** Appends in parallel with expected versions. Each conflict is retried with the actual version. */
  async appendExpecting(streamId: string, count: number, inFlight: number): Promise<Acknowledged[]> {
    const acknowledged: Acknowledged[] = []
    let left = count
    const writer = async (): Promise<void> => {
      let expectedVersion = 0
      while (left > 0) {
        left -= 1
        const token = this.#newToken()
        for (let done = false; !done; ) {
          const outcome = await this.#tryAppend(streamId, token, expectedVersion)
          done = 'token' in outcome
          expectedVersion = 'token' in outcome ? outcome.streamVersion : outcome.actualVersion
          if ('token' in outcome) acknowledged.push(outcome)
        }
      }
    }
    await Promise.all(Array.from({ length: inFlight }, writer))
    return acknowledged
  }

  /** Appends batches with one event for each stream. */
  async appendTogether(streamIds: readonly string[], count: number): Promise<Acknowledged[]> {
    const acknowledged: Acknowledged[] = []
    for (let done = 0; done < count; done++) {
      const tokens = streamIds.map(() => this.#newToken())
      const events = tokens.map((token) => [moneyDeposited(1, token)])
      const results = await this.#store.appendBatch(
        streamIds.map((streamId, index) => ({ streamId, events: events[index] ?? [] })),
      )
      acknowledged.push(...results.map((result, index) => ack(tokens[index] ?? '', result)))
    }
    return acknowledged
  }

  /** Tries one append at a version. Returns undefined if another writer was first. */
  async tryAppendAt(streamId: string, expectedVersion: number): Promise<Acknowledged | undefined> {
    const outcome = await this.#tryAppend(streamId, this.#newToken(), expectedVersion)
    return 'token' in outcome ? outcome : undefined
  }

  /** Like `tryAppendAt`, with three events that need several records. */
  async tryLargeAppend(streamId: string, expectedVersion: number): Promise<Acknowledged | undefined> {
    const token = this.#newToken()
    const notes = [1, 2, 3].map((part) => `${token} ${part}/3 ${'x'.repeat(30_000)}`)
    const outcome = await this.#tryAppend(streamId, token, expectedVersion, notes)
    return 'token' in outcome ? outcome : undefined
  }

  /** Tries appends at consecutive versions in parallel. */
  async tryAppends(streamId: string, fromVersion: number, count: number): Promise<Acknowledged[]> {
    const results = Array.from({ length: count }, (_, index) => this.tryAppendAt(streamId, fromVersion + index))
    return (await Promise.all(results)).filter((result) => result !== undefined)
  }

  /**
   * Appends until the tab closes: alone and in parallel, with one event, three events, and events that need several records.
   * Reports each acknowledgement to the test immediately.
   */
  async appendForEver(streamId: string): Promise<void> {
    const large = 'x'.repeat(30_000)
    const appendOne = async (index: number): Promise<void> => {
      const token = this.#newToken()
      const notes = index % 3 === 0 ? [token] : [`${token} 1/3`, `${token} 2/3`, `${token} 3/3`]
      const events = notes.map((note) => moneyDeposited(1, index % 10 === 5 ? `${note} ${large}` : note))
      window.acknowledge(ack(token, await this.#store.append(streamId, events)))
    }
    for (let round = 0; ; round++) {
      await appendOne(round)
      await Promise.all(Array.from({ length: 7 }, (_, index) => appendOne(round + index)))
    }
  }

  async deposit(streamId: string, note: string, commandId?: string): Promise<AppendResult<BankEvent>> {
    return this.#store.append(streamId, moneyDeposited(1, note), commandId === undefined ? {} : { commandId })
  }

  /** Returns the error code of a rejected deposit. */
  async refusalOfDeposit(): Promise<string> {
    return this.deposit('account:1', 'refused').then(
      () => 'not refused',
      (error: unknown) => (error instanceof RewindableError ? error.code : String(error)),
    )
  }

  static deleteStore(storeName: string): Promise<void> {
    return deleteEventStore(storeName)
  }

  async #tryAppend(
    streamId: string,
    token: string,
    expectedVersion: number,
    notes: readonly string[] = [token],
  ): Promise<Acknowledged | ConcurrencyConflict> {
    const events = notes.map((note) => moneyDeposited(1, note))
    try {
      return ack(token, await this.#store.append(streamId, events, { expectedVersion }))
    } catch (error) {
      if (!(error instanceof ConcurrencyConflict)) throw error
      this.conflicts += 1
      return error
    }
  }

  async #subscribe(): Promise<void> {
    for await (const event of this.#store.subscribe()) this.delivered.push(event.globalPosition)
  }

  #newToken(): string {
    this.#tokens += 1
    return `${this.#name}#${this.#tokens}`
  }
}

function ack(token: string, { streamId, streamVersion, globalPosition }: AppendResult): Acknowledged {
  return { token, streamId, streamVersion, globalPosition }
}

declare global {
  interface Window {
    Tab: typeof Tab
    tab: Tab
    acknowledge: (acknowledged: Acknowledged) => Promise<void>
  }
}

window.Tab = Tab
