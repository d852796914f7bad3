import {
  type AppendOptions,
  type EventStore,
  type NewEvent,
  openEventStore,
  type RecordedEvent,
  RewindableError,
} from 'rewindable'
import { type BankEvent, moneyDeposited } from '../../../examples/bank-account.ts'
import { type FaultyIndexedDB, faultyIndexedDB } from '../../faults/faulty-indexeddb.ts'
import { newName } from '../../places.ts'
import type { Kind } from './kinds.ts'
import type { Attempt } from './ledger.ts'
import { type Outcome, outcomeOf } from './outcome.ts'

/** A store whose log anybody may find out about. */
export type BankStore = EventStore<BankEvent>

/** A scenario with one fault at one place: takes note of what is asked, and of what is said. */
export class Trial {
  readonly name = newName()
  readonly kind: Kind
  readonly faulty: FaultyIndexedDB
  readonly #at: number
  readonly #patience: number
  readonly #others: BankStore[] = []
  readonly attempts: Attempt[] = []
  readonly flaws: string[] = []
  hasHung = false
  /** Whether something was said that is not so, which no machine is too busy for. */
  hasLied = false
  toldBlocked = false
  /** Whether the fault came when the store was open, and knew its log. */
  wasOpen = false

  /** @param patience for how many milliseconds the store waits for an answer */
  constructor(kind: Kind, at: number, patience: number) {
    this.kind = kind
    this.#at = at
    this.#patience = patience
    const { fault, later } = kind
    this.faulty = faultyIndexedDB({ at, fault, ...(later ? { later } : {}) })
  }

  /** Opens the store in which the fault happens. */
  open(): Promise<BankStore> {
    const { indexedDB } = this.faulty
    const patience = { responseTimeout: this.#patience, openTimeout: this.#patience }
    const onBlocked = (): void => {
      this.toldBlocked = true
    }
    return openEventStore(this.name, { indexedDB, pollInterval: 0, onBlocked, ...patience })
  }

  /** Opens the same log as another tab does, where nothing goes wrong. */
  async openSound(): Promise<BankStore> {
    const store = await openEventStore<BankEvent>(this.name, { pollInterval: 0 })
    this.#others.push(store)
    return store
  }

  /** Takes note of what is in the log for sure. */
  noteRecorded(what: string, events: readonly RecordedEvent[]): void {
    this.attempts.push({ what, eventIds: idsOf(events), outcome: { kind: 'resolved', value: events } })
  }

  async end(): Promise<void> {
    for (const store of this.#others) await store.close()
    indexedDB.deleteDatabase(`rewindable:${this.name}`)
  }

  /** Asks for something, which may fail in the ways that the fault allows. @returns undefined: it failed */
  async ask<Value>(what: string, work: () => Promise<Value>): Promise<Value | undefined> {
    const outcome = await this.heed(what, work)
    return outcome.kind === 'resolved' ? outcome.value : undefined
  }

  /**
   * The same, for those who want to know how it failed.
   *
   * @param rejects the errors that it may reject with besides those of the fault
   */
  async heed<Value>(
    what: string,
    work: () => Promise<Value>,
    rejects: readonly string[] = [],
  ): Promise<Outcome<Value>> {
    const outcome = await outcomeOf(work, 10_000 + 10 * (this.kind.isSilent ? this.#patience : 0))
    if (outcome.kind === 'hung') {
      this.hasHung = true
      this.flag(`${what} never ended`)
    }
    if (outcome.kind === 'rejected') {
      const { error } = outcome
      const code = error instanceof RewindableError ? error.code : 'no error of ours'
      if (![...rejects, ...(this.kind.rejects ?? [])].includes(code))
        this.flag(`${what} rejected with ${code}: ${error}`)
    }
    return outcome
  }

  /** @returns the events as recorded; undefined: it failed */
  append(
    store: BankStore,
    streamId: string,
    events: readonly BankDeposit[],
    options: AppendOptions = {},
  ): Promise<readonly RecordedEvent[] | undefined> {
    const append = async () => (await store.append(streamId, events, options)).events
    return this.write(`the append to ${streamId}`, idsOf(events), append, options.commandId !== undefined)
  }

  /** Asks for something to be written, which is looked for in the log at the end. */
  async write(
    what: string,
    eventIds: ReadonlySet<string>,
    write: () => Promise<readonly RecordedEvent[]>,
    isRepeatable: boolean,
  ): Promise<readonly RecordedEvent[] | undefined> {
    const outcome = await this.heed(what, write)
    if (outcome.kind === 'rejected' && this.kind.sparesAppends) this.flag(`${what} was not tried again`)
    this.attempts.push({ what, eventIds, outcome, ...(isRepeatable ? { repeat: write } : {}) })
    return outcome.kind === 'resolved' ? outcome.value : undefined
  }

  /** Whether the log was lost before anybody knew it: then there is another one now, or none. */
  get hasAnotherLog(): boolean {
    return this.kind.losesLog === true && !this.wasOpen
  }

  /** Takes note of what was said that is not so. */
  expose(lie: string): void {
    this.hasLied = true
    this.flag(lie)
  }

  /** Takes note when something is not as it has to be. */
  expect(what: string, found: unknown, expected: unknown): void {
    const flaw = difference(what, found, expected)
    if (flaw) this.flag(flaw)
  }

  /** Takes note when an answer is not the right one. */
  expectTruth(what: string, found: unknown, expected: unknown): void {
    const lie = difference(what, found, expected)
    if (lie) this.expose(lie)
  }

  flag(flaw: string): void {
    this.flaws.push(`${this.#at}: ${flaw}`)
  }
}

/** A deposit that is known by its id, whatever becomes of it. */
export type BankDeposit = NewEvent<BankEvent> & { readonly id: string }

export function deposit(amount: number, note?: string): BankDeposit {
  return { ...moneyDeposited(amount, note), id: crypto.randomUUID() }
}

export function idsOf(events: Iterable<{ readonly id: string }>): Set<string> {
  return new Set(Array.from(events, ({ id }) => id))
}

function difference(what: string, found: unknown, expected: unknown): string | undefined {
  const [is, should] = [JSON.stringify(found), JSON.stringify(expected)]
  return is === should ? undefined : `${what}: expected ${should}, found ${is}`
}
