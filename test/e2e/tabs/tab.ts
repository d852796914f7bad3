import {
  type AppendResult,
  ConcurrencyConflict,
  deleteEventStore,
  type EventStore,
  LiveProjection,
  openEventStore,
  RewindableError,
} from 'rewindable'
import { type BankEvent, moneyDeposited } from '../../../examples/bank-account.ts'
import { type Tally, tally } from './tally.ts'

/** An append that was acknowledged: where its last event is, by what the library said. */
export type Acknowledged = {
  /** In the note of each of its events, and nowhere else. */
  readonly token: string
  readonly streamId: string
  readonly streamVersion: number
  readonly globalPosition: number
}

/** What a page of the tests can be told to do. */
class Tab {
  readonly #name: string
  readonly #store: EventStore<BankEvent>
  readonly #live: LiveProjection<Tally, BankEvent>
  readonly delivered: number[] = []
  /** How often an expected version was wrong. */
  conflicts = 0
  #tokens = 0

  private constructor(name: string, store: EventStore<BankEvent>) {
    this.#name = name
    this.#store = store
    this.#live = new LiveProjection(store, tally)
    void this.#subscribe()
  }

  /** @param name told apart from all other tabs of the test by it */
  static async open(storeName: string, name: string): Promise<void> {
    window.tab = new Tab(name, await openEventStore<BankEvent>(storeName))
  }

  get seen(): { position: number; status: string; tally: Tally } {
    return { position: this.#live.position, status: this.#live.status, tally: this.#live.state }
  }

  /** One after the other, each expecting the version that the one before it led to. */
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

  /** All in flight at once, to the streams in turns, whatever their versions. */
  appendAtOnce(streamIds: readonly string[], count: number): Promise<Acknowledged[]> {
    return Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const token = this.#newToken()
        return ack(token, await this.#store.append(streamIds[index % streamIds.length] ?? '', moneyDeposited(1, token)))
      }),
    )
  }

  /** Several in flight, each expecting a version; who is refused tries again with the version found. */
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

  /** Several commits of one event in each of the streams. */
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

  /** One try at one version, lost if another writer was first. */
  async bid(streamId: string, expectedVersion: number): Promise<Acknowledged | undefined> {
    const outcome = await this.#tryAppend(streamId, this.#newToken(), expectedVersion)
    return 'token' in outcome ? outcome : undefined
  }

  /** The same with three events that do not fit one record. */
  async bidLarge(streamId: string, expectedVersion: number): Promise<Acknowledged | undefined> {
    const token = this.#newToken()
    const notes = [1, 2, 3].map((part) => `${token} ${part}/3 ${'x'.repeat(30_000)}`)
    const outcome = await this.#tryAppend(streamId, token, expectedVersion, notes)
    return 'token' in outcome ? outcome : undefined
  }

  /** Tries at several versions in a row, all in flight at once. */
  async bidAtOnce(streamId: string, fromVersion: number, count: number): Promise<Acknowledged[]> {
    const bids = Array.from({ length: count }, (_, index) => this.bid(streamId, fromVersion + index))
    return (await Promise.all(bids)).filter((bid) => bid !== undefined)
  }

  /**
   * Appends for ever: alone and many at once, of one event, of three, and of three that do not fit one record.
   * Each acknowledgement is told to the test before anything else.
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

  /** The code of the error that a deposit is refused with. */
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
