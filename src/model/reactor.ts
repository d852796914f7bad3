import { check, ordinal } from '../events/argument-checks.ts'
import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { StoreClosed } from '../events/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import { internalsIfAny } from '../log/store-internals.ts'
import type { ParkedEvent } from '../log/stored-checkpoints.ts'
import { onClose, orAborted } from '../log/while-open.ts'
import { disposeAsyncWith } from '../platform/dispose.ts'
import { TypedEventTarget } from '../values/typed-event-target.ts'
import { inWords } from '../values/value-in-words.ts'
import { CheckpointBatch } from './checkpoint-batch.ts'
import { type Begin, beginOf, ReactorCheckpoint } from './reactor-checkpoint.ts'
import {
  idempotencyKeyOf,
  type Reaction,
  type ReactorEvents,
  type ReactorOptions,
  type ReactorStatus,
} from './reactor-definition.ts'
import { backoff, wait } from './retry.ts'
import { retryParked } from './retry-parked.ts'
import { runExclusively } from './run-exclusively.ts'

const eventsBetweenCheckpoints = 500

/** A running reactor. Dispatches the events of {@link ReactorEvents}. */
export class Reactor<E extends DomainEvent> extends TypedEventTarget<ReactorEvents> {
  declare readonly [Symbol.asyncDispose]: () => Promise<void>
  static {
    disposeAsyncWith(Reactor.prototype, 'stop')
  }
  /**
   * Resolves when the reactor has stopped for any reason. Then the last reaction has ended, its checkpoint is stored, and another
   * tab may take over. Never rejects. A reaction must not await this promise: the reaction would wait for itself.
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

  /** Called by {@link startReactor}. */
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
    // The end of the log is read here, because 'now' excludes events that are appended after the call.
    const { fromPosition = 'now' } = options
    const begin = beginOf(store, name, fromPosition)
    // Other errors reach `#run`, which awaits `begin`.
    begin.catch((error: unknown) => error instanceof StoreClosed && this.#abort.abort(error))
    this.stopped = this.#work(begin)
  }

  get status(): ReactorStatus {
    return this.#status
  }

  /** The error that stopped the reactor. `undefined` after {@link Reactor.stop} and after the store was closed. */
  get error(): unknown {
    return this.#error
  }

  /**
   * Returns the position of the last event that some tab has handled, or 0 if there is none. Events without a reaction
   * move this position only from time to time.
   */
  async position(): Promise<number> {
    return (await this.#checkpoint().read()).position ?? 0
  }

  /** Returns the events whose reactions kept failing, oldest first. */
  async parked(): Promise<readonly ParkedEvent[]> {
    return (await this.#checkpoint().read()).parked
  }

  /**
   * Retries the parked event at a position in this tab, and unparks the event if the reaction succeeds.
   *
   * @returns false if no event is parked there, or if its retry is in flight in this page
   * @throws every error of the reaction; the event stays parked
   * @throws {@link StoreClosed} the store was closed before or during the reaction
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

  /** Discards the parked event at a position. @returns false if no event is parked there */
  async discardParked(position: number): Promise<boolean> {
    check('position', position, ordinal)
    return this.#checkpoint().unpark(position)
  }

  /**
   * Stops the reactor: no further reaction starts in this tab. A reactor of the same name in another tab takes over after the
   * running reaction has ended.
   *
   * Resolves when this reactor has stopped. While a reaction runs, `stop` resolves immediately, so a reaction may await it.
   * {@link Reactor.stopped} waits for the reaction too.
   */
  async stop(): Promise<void> {
    this.#abort.abort()
    // The running reaction may be the caller, and the library cannot detect that.
    if (!this.#isReacting) await this.stopped
  }

  async #work(begin: Promise<Begin>): Promise<void> {
    const { signal } = this.#abort
    // Closing the store ends both waits: for the lock and before a retry.
    const stopListening = onClose(this.#store, () => this.#abort.abort(new StoreClosed()))
    try {
      await runExclusively(this.#lock('work'), signal, () => this.#run(begin), this.#options.locks)
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
    // The checkpoint is outdated if the log was replaced while another tab held the lock.
    let { start, checkpoint } = await orAborted(begin, signal)
    for (;;) {
      await this.#follow(checkpoint, start)
      if (!checkpoint.isOutdated) return
      // The log was replaced. The reactor continues after the restored events and does not react to them.
      start = await this.#store.lastPosition()
      checkpoint = this.#checkpoint()
    }
  }

  /** Reacts to events until the reactor is stopped or the log is replaced. */
  async #follow(checkpoint: ReactorCheckpoint, start: number): Promise<void> {
    let position = await checkpoint.beginAt(start)
    if (checkpoint.isOutdated) return
    const ended = new AbortController()
    const end = (): void => ended.abort()
    const { signal } = this.#abort
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    const batch = new CheckpointBatch(checkpoint, internalsIfAny(this.#store)?.closing, end)
    try {
      // The subscription detects a replacement and continues with the first new event.
      for await (const event of this.#store.subscribe({ fromPosition: position + 1, signal: ended.signal })) {
        if (checkpoint.isOutdated) return
        const hasReacted = await this.#handleOrPark(event, checkpoint, batch)
        if (hasReacted === undefined || checkpoint.isOutdated) return
        if (!hasReacted && event.globalPosition - position < eventsBetweenCheckpoints) continue
        position = event.globalPosition
        await batch.add(position)
      }
    } finally {
      signal.removeEventListener('abort', end)
      await batch.flush()
    }
  }

  #checkpoint(): ReactorCheckpoint {
    return new ReactorCheckpoint(this.#store, this.#name)
  }

  /** @returns whether a reaction exists for this type; undefined if the reactor was stopped before the event was handled */
  async #handleOrPark(
    event: RecordedEvent<E>,
    checkpoint: ReactorCheckpoint,
    batch: CheckpointBatch,
  ): Promise<boolean | undefined> {
    const { tries = 5, delay = backoff(100, 30_000) } = this.#options
    const { signal } = this.#abort
    for (let attempt = 1; ; attempt += 1) {
      // The reactor may have been stopped, or the log replaced, since the event was delivered or since the last try.
      if (signal.aborted || checkpoint.isOutdated) return undefined
      try {
        return await this.#react(event, attempt)
      } catch (error) {
        if (signal.aborted) return undefined
        // Throws if the store was closed or lost, because the event did not cause that failure.
        await this.#store.lastPosition()
        // After a replacement, the event is no longer in the log. The reactor neither retries nor parks it.
        if (checkpoint.isOutdated) return true
        if (attempt >= tries) {
          const parked = { eventId: event.id, position: event.globalPosition, tries: attempt, error: inWords(error) }
          // A pending checkpoint would move the position back.
          await batch.flush()
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
    // Each attempt gets a copy, because a failed attempt may have changed its event.
    await reaction(copyOfEvent(event), { idempotencyKey: idempotencyKeyOf(event), attempt, signal })
    return true
  }

  #lock(what: string): string {
    return `rewindable:${this.#store.logId}:${this.#name}:${what}`
  }
}
