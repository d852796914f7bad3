import { anything, check, checkOptions, ordinal, text } from '../log/argument-checks.ts'
import { copyOfEvent } from '../log/copy-event.ts'
import type { DomainEvent, OfStore, RecordedEvent } from '../log/domain-event.ts'
import { StoreClosed } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import { inWords } from '../log/in-words.ts'
import type { ParkedEvent } from '../log/log-storage.ts'
import { exclusively, type Locks } from './exclusive.ts'
import { type Reaction, type Reactions, reactionsIn } from './reactions.ts'
import { ReactorCheckpoint } from './reactor-checkpoint.ts'
import { backoff, type Retry, wait } from './retry.ts'

/** What a reactor is. */
export type ReactorDefinition<E extends DomainEvent> = {
  /** Names the reactor among the tabs and across visits: its checkpoint is kept under it. */
  readonly name: string
  readonly when: Reactions<E>
}

/** Options of {@link react} and {@link runProcessManager}. */
export type ReactorOptions = Partial<Retry> & {
  /** Where to begin when there is no checkpoint: `'now'`, or the first position to react to. Default `'now'`. */
  readonly fromPosition?: 'now' | number
  /** Default: the browser's. */
  readonly locks?: Locks
}

/**
 * - `'waiting'`: another tab does the work; this one takes over when that one closes
 * - `'running'`: this tab does the work
 * - `'stopped'`: by {@link Reactor.stop}, because the store was closed, or because of {@link Reactor.error}
 */
export type ReactorStatus = 'waiting' | 'running' | 'stopped'

/**
 * Begins to react: runs a side effect for each event, in order, in one tab at a time. After a crash an effect may be repeated
 * with the same idempotency key; none is skipped.
 *
 * @param options.tries how often to try an event before it is parked, from 1; default 5
 * @param options.delay milliseconds to wait after a try; default up to 100, 200, 400 … 30,000, jittered
 * @throws {@link InvalidArgument} the name is empty or an option is not what it should be
 * @example
 * ```ts
 * const reactor = react(store, {
 *   name: 'receipts',
 *   when: { MoneyDeposited: (event, { idempotencyKey }) => sendReceipt(event, idempotencyKey) },
 * })
 * ```
 */
export function react<E extends DomainEvent>(
  store: EventStore<E>,
  definition: ReactorDefinition<OfStore<E>>,
  options: ReactorOptions = {},
): Reactor<E> {
  check('name', definition.name, text)
  return new Reactor(store, definition.name, reactionsIn(definition.when), checkedReactorOptions(options))
}

/** @throws {@link InvalidArgument} */
export function checkedReactorOptions(options: ReactorOptions): ReactorOptions {
  const given = checkOptions(options, { tries: ordinal, delay: anything, fromPosition: anything, locks: anything })
  const { fromPosition = 'now' } = given
  if (fromPosition !== 'now') check('fromPosition', fromPosition, ordinal)
  return given
}

const eventsBetweenCheckpoints = 500

/** A running reactor. Dispatches `parked` (detail: the parked event) and `stopped` (detail: the error, or null). */
export class Reactor<E extends DomainEvent> extends EventTarget {
  readonly #store: EventStore<E>
  readonly #name: string
  readonly #reactions: ReadonlyMap<string, Reaction<E>>
  readonly #options: ReactorOptions
  readonly #checkpoint: ReactorCheckpoint
  readonly #abort = new AbortController()
  readonly #done: Promise<void>
  #status: ReactorStatus = 'waiting'
  #error: unknown

  /** Made by {@link react}. */
  constructor(
    store: EventStore<E>,
    name: string,
    reactions: ReadonlyMap<string, Reaction<E>>,
    options: ReactorOptions,
  ) {
    super()
    this.#store = store
    this.#name = name
    this.#reactions = reactions
    this.#options = options
    this.#checkpoint = new ReactorCheckpoint(store, name)
    // Read at once: what is appended after the call is not 'now' any more.
    const begin = this.#begin()
    // Should it fail, the run says so, if it comes to one.
    begin.catch(() => {})
    this.#done = this.#work(begin)
  }

  get status(): ReactorStatus {
    return this.#status
  }

  /** What stopped it, other than {@link Reactor.stop} or closing the store. */
  get error(): unknown {
    return this.#error
  }

  /** Up to where events are known to be dealt with, by whichever tab; 0: none yet. Behind by a few of types without a reaction. */
  async position(): Promise<number> {
    return (await this.#checkpoint.read()).position ?? 0
  }

  /** The events whose effect kept failing, oldest first. */
  async parked(): Promise<readonly ParkedEvent[]> {
    return (await this.#checkpoint.read()).parked
  }

  /**
   * Tries a parked event once more, in this tab, and unparks it when that works.
   *
   * @returns false: no event of that id is parked
   * @throws what the handler throws; the event stays parked
   */
  retryParked(eventId: string): Promise<boolean> {
    return this.#exclusively('parked', async () => {
      const parked = (await this.parked()).find((one) => one.eventId === eventId)
      if (!parked) return false
      const { position } = parked
      for await (const event of this.#store.readAll({ fromPosition: position, toPosition: position })) {
        await this.#retry(event, parked)
      }
      await this.#checkpoint.unpark(eventId)
      return true
    })
  }

  /** Gives a parked event up. @returns false: no event of that id is parked */
  discardParked(eventId: string): Promise<boolean> {
    return this.#exclusively('parked', async () => {
      if (!(await this.parked()).some((one) => one.eventId === eventId)) return false
      await this.#checkpoint.unpark(eventId)
      return true
    })
  }

  /**
   * Ends the work in this tab, after the effect under way; another tab that reacts by the same name takes over. An effect may
   * call it, but must not await it: it would wait for itself.
   */
  async stop(): Promise<void> {
    this.#abort.abort()
    await this.#done
  }

  async #begin(): Promise<number> {
    const { fromPosition = 'now' } = this.#options
    return fromPosition === 'now' ? this.#store.lastPosition() : fromPosition - 1
  }

  async #work(begin: Promise<number>): Promise<void> {
    const { signal } = this.#abort
    try {
      await this.#exclusively('work', () => this.#run(begin), signal)
    } catch (error) {
      if (!signal.aborted && !(error instanceof StoreClosed)) this.#error = error
    }
    this.#status = 'stopped'
    this.dispatchEvent(new CustomEvent('stopped', { detail: this.#error }))
  }

  async #run(begin: Promise<number>): Promise<void> {
    this.#status = 'running'
    const start = await begin
    let position = await this.#checkpoint.beginAt(start)
    const { signal } = this.#abort
    for await (const event of this.#store.subscribe({ fromPosition: position + 1, signal })) {
      const hasReacted = await this.#handleOrPark(event)
      if (!hasReacted && event.globalPosition - position < eventsBetweenCheckpoints) continue
      position = event.globalPosition
      await this.#checkpoint.advance(position)
    }
  }

  async #retry(event: RecordedEvent<E>, parked: ParkedEvent): Promise<void> {
    const tries = parked.tries + 1
    try {
      await this.#handle(event, tries)
    } catch (error) {
      await this.#checkpoint.park({ ...parked, tries, error: inWords(error) })
      throw error
    }
  }

  /** @returns whether there is a reaction to events of this type */
  async #handleOrPark(event: RecordedEvent<E>): Promise<boolean> {
    const { tries = 5, delay = backoff(100, 30_000) } = this.#options
    const { signal } = this.#abort
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#handle(event, attempt)
      } catch (error) {
        if (signal.aborted) throw error
        // A store that was closed or lost is not the event's fault: this throws then.
        await this.#store.lastPosition()
        if (attempt >= tries) {
          const parked = { eventId: event.id, position: event.globalPosition, tries: attempt, error: inWords(error) }
          await this.#checkpoint.park(parked)
          this.dispatchEvent(new CustomEvent('parked', { detail: parked }))
          return true
        }
      }
      await wait(delay(attempt), signal)
    }
  }

  async #handle(event: RecordedEvent<E>, attempt: number): Promise<boolean> {
    const reaction = this.#reactions.get(event.type)
    if (!reaction) return false
    // A copy for each attempt: one that fails may have changed the event that it received.
    await reaction(copyOfEvent(event), { idempotencyKey: event.id, attempt, signal: this.#abort.signal })
    return true
  }

  #exclusively<Result>(
    what: 'work' | 'parked',
    work: () => Promise<Result>,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Result> {
    const name = `rewindable:${this.#store.logId}:${this.#name}:${what}`
    return exclusively(name, signal, work, this.#options.locks)
  }
}
