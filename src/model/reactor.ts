import { check, ordinal, text } from '../log/argument-checks.ts'
import { copyOfEvent } from '../log/copy-event.ts'
import type { DomainEvent, OfStore, RecordedEvent } from '../log/domain-event.ts'
import { StoreClosed } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import { inWords } from '../log/in-words.ts'
import type { ParkedEvent } from '../log/log-storage.ts'
import { orAborted } from '../log/or-aborted.ts'
import { TypedEventTarget } from '../log/typed-event-target.ts'
import { onClose } from '../log/while-open.ts'
import { exclusively } from './exclusive.ts'
import { idempotencyKeyOf, type Reaction, type Reactions, reactionsIn } from './reactions.ts'
import { type Begin, beginOf, ReactorCheckpoint } from './reactor-checkpoint.ts'
import type { ReactorEvents, ReactorStatus } from './reactor-events.ts'
import { checkedReactorOptions, type ReactorOptions } from './reactor-options.ts'
import { backoff, wait } from './retry.ts'
import { retryParked } from './retry-parked.ts'

/** What a reactor is. */
export type ReactorDefinition<E extends DomainEvent> = {
  /** Names the reactor among the tabs and across visits: its checkpoint is kept under it. */
  readonly name: string
  readonly when: Reactions<E>
}

/**
 * Begins to react: runs a side effect for each event, in order, in one tab at a time. After a crash an effect may be repeated
 * with the same idempotency key; none is skipped.
 *
 * @param options.tries how often to try an event before it is parked, from 1; default 5
 * @param options.delay milliseconds to wait after a try; default up to 100, 200, 400 … 30,000, jittered
 * @throws {@link InvalidArgument} the name is empty or an option is not what it should be
 * @example
 * ```ts
 * const reactor = startReactor(store, {
 *   name: 'receipts',
 *   when: { MoneyDeposited: (event, { idempotencyKey }) => sendReceipt(event, idempotencyKey) },
 * })
 * ```
 */
export function startReactor<E extends DomainEvent>(
  store: EventStore<E>,
  definition: ReactorDefinition<OfStore<E>>,
  options: ReactorOptions = {},
): Reactor<E> {
  check('name', definition.name, text)
  return new Reactor(store, definition.name, reactionsIn(definition.when), checkedReactorOptions(options))
}

const eventsBetweenCheckpoints = 500

/** A running reactor. Dispatches the events of {@link ReactorEvents}. */
export class Reactor<E extends DomainEvent> extends TypedEventTarget<ReactorEvents> {
  /**
   * Resolves when the reactor has stopped, for whatever reason: the reaction that was running has ended and is noted, and another
   * tab may take over. Never rejects. A reaction must not await it, because it would wait for itself.
   */
  readonly stopped: Promise<void>
  readonly #store: EventStore<E>
  readonly #name: string
  readonly #reactions: ReadonlyMap<string, Reaction<E>>
  readonly #options: ReactorOptions
  readonly #abort = new AbortController()
  #isReacting = false
  #status: ReactorStatus = 'waiting'
  #error: unknown

  /** Made by {@link startReactor}. */
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
    // Read at once: what is appended after the call is not 'now' any more.
    const { fromPosition = 'now' } = options
    const begin = beginOf(store, name, fromPosition)
    // Other failures are those of the run, if it comes to one.
    begin.catch((error: unknown) => error instanceof StoreClosed && this.#abort.abort(error))
    this.stopped = this.#work(begin)
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
    return (await this.#checkpoint().read()).position ?? 0
  }

  /** The events whose effect kept failing, oldest first. */
  async parked(): Promise<readonly ParkedEvent[]> {
    return (await this.#checkpoint().read()).parked
  }

  /**
   * Tries the event that is parked at a position once more, in this tab, and unparks it when that works.
   *
   * @returns false: no event is parked there, or this page is retrying it already
   * @throws what the reaction throws; the event stays parked
   * @throws {@link StoreClosed} the store is closed, also while the reaction runs
   */
  async retryParked(position: number): Promise<boolean> {
    check('position', position, ordinal)
    return retryParked(position, {
      store: this.#store,
      checkpoint: this.#checkpoint(),
      lock: this.#lock(`parked:${position}`),
      locks: this.#options.locks,
      stopping: this.#abort.signal,
      handle: (event, attempt, signal) => this.#handle(event, attempt, signal),
    })
  }

  /** Gives the event up that is parked at a position. @returns false: no event is parked there */
  async discardParked(position: number): Promise<boolean> {
    check('position', position, ordinal)
    return this.#checkpoint().unpark(position)
  }

  /**
   * Starts no further reaction in this tab. Another tab that reacts by the same name takes over when the reaction that runs has
   * ended. Resolves when this reactor has stopped, or, while a reaction runs, at once: so a reaction may await it.
   * {@link Reactor.stopped} waits for the reaction.
   */
  async stop(): Promise<void> {
    this.#abort.abort()
    // There is no telling whether the reaction that runs is the caller.
    if (!this.#isReacting) await this.stopped
  }

  async #work(begin: Promise<Begin>): Promise<void> {
    const { signal } = this.#abort
    // Also while it is in line for its lock, or waits before it tries an event again.
    const stopListening = onClose(this.#store, () => this.#abort.abort(new StoreClosed()))
    try {
      await exclusively(this.#lock('work'), signal, () => this.#run(begin), this.#options.locks)
    } catch (error) {
      const isEnd = (signal.aborted && error === signal.reason) || error instanceof StoreClosed
      if (!isEnd) this.#error = error
    }
    stopListening()
    this.#status = 'stopped'
    this.dispatchEvent(new CustomEvent('stopped', { detail: this.#error }))
  }

  async #run(begin: Promise<Begin>): Promise<void> {
    const { signal } = this.#abort
    signal.throwIfAborted()
    this.#status = 'running'
    // It is outdated if the log was replaced while another tab reacted.
    let { start, checkpoint } = await orAborted(begin, signal)
    for (;;) {
      await this.#follow(checkpoint, start)
      if (!checkpoint.isOutdated) return
      // The log was replaced. Its checkpoint is behind the restored events, which are not reacted to.
      start = await this.#store.lastPosition()
      checkpoint = this.#checkpoint()
    }
  }

  /** Ends when it is stopped, or when the log was replaced. */
  async #follow(checkpoint: ReactorCheckpoint, start: number): Promise<void> {
    let position = await checkpoint.beginAt(start)
    if (checkpoint.isOutdated) return
    // The subscription learns of a replacement, and delivers the first event that follows it.
    const { signal } = this.#abort
    for await (const event of this.#store.subscribe({ fromPosition: position + 1, signal })) {
      if (checkpoint.isOutdated) return
      const hasReacted = await this.#handleOrPark(event, checkpoint)
      if (hasReacted === undefined || checkpoint.isOutdated) return
      if (!hasReacted && event.globalPosition - position < eventsBetweenCheckpoints) continue
      position = event.globalPosition
      await checkpoint.advance(position)
    }
  }

  #checkpoint(): ReactorCheckpoint {
    return new ReactorCheckpoint(this.#store, this.#name)
  }

  /** @returns whether there is a reaction to events of this type; undefined: it was stopped, and the event is still to come */
  async #handleOrPark(event: RecordedEvent<E>, checkpoint: ReactorCheckpoint): Promise<boolean | undefined> {
    const { tries = 5, delay = backoff(100, 30_000) } = this.#options
    const { signal } = this.#abort
    for (let attempt = 1; ; attempt += 1) {
      // It may have been stopped since the event was delivered, or the log replaced since the last try.
      if (signal.aborted || checkpoint.isOutdated) return undefined
      try {
        return await this.#react(event, attempt)
      } catch (error) {
        if (signal.aborted) return undefined
        // A store that was closed or lost is not the event's fault: this throws then.
        await this.#store.lastPosition()
        // An event that is not in the log any more is neither tried again nor parked.
        if (checkpoint.isOutdated) return true
        if (attempt >= tries) {
          const parked = { eventId: event.id, position: event.globalPosition, tries: attempt, error: inWords(error) }
          await checkpoint.park(parked)
          this.dispatchEvent(new CustomEvent('parked', { detail: parked }))
          return true
        }
      }
      await wait(delay(attempt), signal)
    }
  }

  async #react(event: RecordedEvent<E>, attempt: number): Promise<boolean> {
    this.#isReacting = true
    try {
      return await this.#handle(event, attempt, this.#abort.signal)
    } finally {
      this.#isReacting = false
    }
  }

  async #handle(event: RecordedEvent<E>, attempt: number, signal: AbortSignal): Promise<boolean> {
    const reaction = this.#reactions.get(event.type)
    if (!reaction) return false
    // A copy for each attempt: one that fails may have changed the event that it received.
    await reaction(copyOfEvent(event), { idempotencyKey: idempotencyKeyOf(event), attempt, signal })
    return true
  }

  #lock(what: string): string {
    return `rewindable:${this.#store.logId}:${this.#name}:${what}`
  }
}
