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
import { newName } from '../../open-stores.ts'
import type { Attempt } from './compare-with-log.ts'
import type { Kind } from './kinds.ts'
import { type Outcome, outcomeOf } from './outcome.ts'

/** A store of bank events. */
export type BankStore = EventStore<BankEvent>

/** One run of a scenario with one fault at one operation. Records all calls and their outcomes. */
export class Trial {
  readonly name = newName()
  readonly kind: Kind
  readonly faulty: FaultyIndexedDB
  readonly #at: number
  readonly #deadline: number
  readonly #others: BankStore[] = []
  readonly attempts: Attempt[] = []
  readonly flaws: string[] = []
  hasHung = false
  /** Whether a result was wrong. A busy machine cannot cause a wrong result. */
  hasWrongResult = false
  calledOnBlocked = false
  /** Whether the store was open when the fault happened. */
  wasOpen = false

  /** @param deadline the deadline of the store in milliseconds */
  constructor(kind: Kind, at: number, deadline: number) {
    this.kind = kind
    this.#at = at
    this.#deadline = deadline
    const { fault, later } = kind
    this.faulty = faultyIndexedDB({ at, fault, ...(later ? { later } : {}) })
  }

  /** Opens the store with the fault. */
  open(): Promise<BankStore> {
    const { indexedDB } = this.faulty
    const deadlines = { responseTimeout: this.#deadline, openTimeout: this.#deadline }
    const onBlocked = (): void => {
      this.calledOnBlocked = true
    }
    return openEventStore(this.name, { indexedDB, pollInterval: 0, onBlocked, ...deadlines })
  }

  /** Opens the same log without faults, as another tab does. */
  async openSound(): Promise<BankStore> {
    const store = await openEventStore<BankEvent>(this.name, { pollInterval: 0 })
    this.#others.push(store)
    return store
  }

  /** Records events that are known to be in the log. */
  recordStored(what: string, events: readonly RecordedEvent[]): void {
    this.attempts.push({ what, eventIds: idsOf(events), outcome: { kind: 'resolved', value: events } })
  }

  async end(): Promise<void> {
    for (const store of this.#others) await store.close()
    indexedDB.deleteDatabase(`rewindable:${this.name}`)
    indexedDB.deleteDatabase(`rewindable-rows:${this.name}`)
  }

  /** Calls `work`, which may fail only as the fault allows. @returns its result, or undefined if it failed */
  async ask<Value>(what: string, work: () => Promise<Value>): Promise<Value | undefined> {
    const outcome = await this.attempt(what, work)
    return outcome.kind === 'resolved' ? outcome.value : undefined
  }

  /**
   * Calls `work` like `ask`, but returns its outcome.
   *
   * @param rejects the codes of further errors that it may reject with
   */
  async attempt<Value>(
    what: string,
    work: () => Promise<Value>,
    rejects: readonly string[] = [],
  ): Promise<Outcome<Value>> {
    const outcome = await outcomeOf(work, 10_000 + 10 * (this.kind.isSilent ? this.#deadline : 0))
    if (outcome.kind === 'hung') {
      this.hasHung = true
      this.flag(`${what} never ended`)
    }
    if (outcome.kind === 'rejected') {
      const { error } = outcome
      const code = error instanceof RewindableError ? error.code : 'an error that is not a RewindableError'
      if (![...rejects, ...(this.kind.rejects ?? [])].includes(code))
        this.flag(`${what} rejected with ${code}: ${error}`)
    }
    return outcome
  }

  /** Appends events. @returns the recorded events, or undefined if the append failed */
  append(
    store: BankStore,
    streamId: string,
    events: readonly BankDeposit[],
    options: AppendOptions = {},
  ): Promise<readonly RecordedEvent[] | undefined> {
    const append = async () => (await store.append(streamId, events, options)).events
    return this.write(`the append to ${streamId}`, idsOf(events), append, options.commandId !== undefined)
  }

  /** Attempts a write. The log is compared with its outcome at the end. */
  async write(
    what: string,
    eventIds: ReadonlySet<string>,
    write: () => Promise<readonly RecordedEvent[]>,
    isRepeatable: boolean,
  ): Promise<readonly RecordedEvent[] | undefined> {
    const outcome = await this.attempt(what, write)
    if (outcome.kind === 'rejected' && this.kind.neverFailsAppends) this.flag(`${what} was not retried`)
    this.attempts.push({ what, eventIds, outcome, ...(isRepeatable ? { repeat: write } : {}) })
    return outcome.kind === 'resolved' ? outcome.value : undefined
  }

  /** Whether the log was lost before the store had opened it. The store then has another log or none. */
  get hasAnotherLog(): boolean {
    return this.kind.losesLog === true && !this.wasOpen
  }

  /** Records a wrong result. */
  flagWrongResult(mistake: string): void {
    this.hasWrongResult = true
    this.flag(mistake)
  }

  /** Records a flaw if two values differ. */
  expect(what: string, found: unknown, expected: unknown): void {
    const flaw = difference(what, found, expected)
    if (flaw) this.flag(flaw)
  }

  /** Records a wrong result if two values differ. */
  expectResult(what: string, found: unknown, expected: unknown): void {
    const mistake = difference(what, found, expected)
    if (mistake) this.flagWrongResult(mistake)
  }

  flag(flaw: string): void {
    this.flaws.push(`${this.#at}: ${flaw}`)
  }
}

/** A deposit with a fixed id, so that the test can find the deposit after any outcome. */
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
