import { anything, checkOptions, text } from '../events/argument-checks.ts'
import type { DomainEvent, OfStore } from '../events/domain-event.ts'
import { StoreClosed } from '../events/errors.ts'
import { callOnChange } from '../log/call-on-change.ts'
import type { EventSequence } from '../log/event-sequence.ts'
import type { EventStore } from '../log/event-store.ts'
import { Follower } from '../log/follower.ts'
import { sequenceOf } from '../log/one-stream.ts'
import type { Run } from '../log/run.ts'
import { disposeWith } from '../platform/dispose.ts'
import { TypedEventTarget } from '../values/typed-event-target.ts'
import { AutomaticSnapshots, type LiveOptions } from './automatic-snapshots.ts'
import type { ProjectionDefinition } from './define-projection.ts'
import { useNames } from './definition-names.ts'
import { FoldedLog } from './folded-log.ts'
import type { CatchUpProgress, FoldedLogOptions } from './folded-log-options.ts'
import { type LiveEvents, type LiveStatus, mayRetry } from './live-status.ts'
import { saveSnapshot } from './snapshots.ts'

/**
 * A projection that follows the log. It loads the newest snapshot, catches up, and then folds the appends of all tabs. It shows
 * the state at the end of a commit, never in the middle of one. After a failure, it shows the last good state: the state before
 * the event that failed.
 *
 * Dispatches `change` (detail: state and position), `status` (detail: the status), `progress` (detail: position and lastPosition,
 * while catching up) and `error` (detail: the error).
 *
 * @example
 * ```ts
 * const live = new LiveProjection(store, balance)
 * const stop = live.subscribe((balance) => render(balance))
 *
 * // The detail page of one account: reads only the events of that account.
 * const page = new LiveProjection(store, balance, { streamId: 'account:1' })
 * ```
 */
export class LiveProjection<State, E extends DomainEvent> extends TypedEventTarget<LiveEvents<State>> {
  declare readonly [Symbol.dispose]: () => void
  static {
    disposeWith(LiveProjection.prototype, 'stop')
  }
  readonly #sequence: EventSequence<E>
  readonly #definition: ProjectionDefinition<State, E>
  readonly #folded: FoldedLog<State, E>
  readonly #follower: Follower
  readonly #snapshots: AutomaticSnapshots<State, E> | undefined
  #status: LiveStatus = 'catching up'
  #error: unknown
  /** {@link EventStore.historyId} of the failed attempt. `undefined`: a replaced log cannot remove the error. */
  #failedIn: string | undefined
  #releaseName: (() => void) | undefined

  /** @throws {@link InvalidArgument} an option is invalid; {@link StoreClosed} the store was closed */
  constructor(store: EventStore<E>, definition: ProjectionDefinition<State, OfStore<E>>, options: LiveOptions = {}) {
    super()
    const { snapshots = {}, streamId } = checkOptions(options, { snapshots: anything, streamId: text })
    this.#sequence = sequenceOf(store, streamId)
    if (snapshots !== false) this.#snapshots = new AutomaticSnapshots(this.#sequence, definition, snapshots)
    this.#definition = definition
    this.#folded = new FoldedLog(this.#sequence, definition, {
      onShown: ({ state, position }) => this.#dispatch(this.#follower.run, 'change', { state, position }),
      onLoaded: (position) => this.#snapshots?.savedAt(position),
    })
    this.#follower = new Follower(this.#sequence, {
      read: (_, lastPosition) => this.#followTo(lastPosition),
      isNew: (lastPosition) => lastPosition > this.#folded.position,
      onClosed: () => this.#setStatus('stopped'),
    })
    this.#start()
  }

  /** The state at {@link LiveProjection.position}. It never changes, and you must not change it. */
  get state(): State {
    return this.#folded.shown.state
  }

  /** Position of the last event in the state. With `streamId`: the version of the stream, which an append can expect. */
  get position(): number {
    return this.#folded.shown.position
  }

  /** The history that the state was folded from: {@link EventStore.historyId}. */
  get historyId(): string {
    return this.#folded.shown.historyId
  }

  get status(): LiveStatus {
    return this.#status
  }

  /** The error, if the status is `'failed'`. */
  get error(): unknown {
    return this.#error
  }

  /** Returns the state, for `useSyncExternalStore`. It is the same object until the next change. */
  readonly getSnapshot = (): State => this.state

  /**
   * Calls a listener now and after each change, as a Svelte store does. A stopped projection follows the log again.
   * If the store was closed, the listener receives only the last state.
   *
   * @returns a function that ends the calls; the projection continues to follow the log
   */
  readonly subscribe = (listener: (state: State) => void): (() => void) => {
    try {
      // Starts before the first call, because the listener may stop the projection.
      this.#start()
    } catch (error) {
      if (!(error instanceof StoreClosed)) throw error
    }
    return callOnChange(this, () => listener(this.state))
  }

  /**
   * Resolves when the state has all events that the log held at the call. A live projection follows the log by itself. Call
   * this method only to wait for events, to retry after a failure, or to restart after {@link LiveProjection.stop}.
   * @returns the number of events folded; 0 if the projection was stopped first
   * @throws the errors of {@link Projection.catchUp}
   */
  async catchUp(): Promise<number> {
    this.#start()
    return this.#attempt((options) => this.#folded.catchUp(options))
  }

  /** Folds the whole log again, without snapshots. Returns and throws as {@link LiveProjection.catchUp}. */
  async rebuild(): Promise<number> {
    this.#start()
    return this.#attempt((options) => this.#folded.rebuild(options))
  }

  /** Stores the shown state with its position, so that the next visit starts there. */
  saveSnapshot(): Promise<void> {
    return saveSnapshot(this.#sequence, this.#definition, this.#folded.shown)
  }

  /** Continues from the newest valid snapshot after the position, and catches up. A live projection does this when it starts. */
  async loadSnapshot(): Promise<boolean> {
    this.#start()
    const { run } = this.#follower
    if (!run) return false
    const isLoaded = await run.settle(this.#folded.loadSnapshot(), false)
    if (isLoaded && !run.isOver && this.#status !== 'failed') await this.catchUp()
    return isLoaded
  }

  /**
   * Stops following. The last state stays, pending `catchUp` and `rebuild` calls resolve, and no event is dispatched after
   * `status`. `subscribe`, `catchUp`, `rebuild` and `loadSnapshot` follow again; `addEventListener` does not.
   */
  stop(): void {
    this.#end()
  }

  #start(): void {
    const run = this.#follower.start()
    if (!run) return
    this.#error = undefined
    this.#setStatus('catching up')
    void this.#begin(run)
  }

  #end(reason?: StoreClosed): void {
    this.#follower.stop(reason)
    this.#releaseName?.()
    this.#releaseName = undefined
    this.#setStatus('stopped')
  }

  async #begin(run: Run): Promise<void> {
    const problem = this.#useName()
    if (problem) {
      // Fails in a microtask, so that the caller can add listeners first.
      await undefined
      return this.#fail(run, problem)
    }
    await this.#follower.follow()
  }

  /** @returns the error, if another definition uses the name */
  #useName(): unknown {
    try {
      this.#releaseName ??= useNames(this.#sequence, [this.#definition])
      return undefined
    } catch (error) {
      return error
    }
  }

  async #followTo(lastPosition: number): Promise<void> {
    if (!this.#releaseName) {
      // The other definition may be stopped later, for example after hot reloading.
      if (this.#useName()) return
    } else if (this.#status === 'failed' && !(await mayRetry(this.#error, this.#sequence, this.#failedIn))) return
    // `status` and `error` report a failure.
    await this.#attempt((options) => this.#folded.catchUp(options, lastPosition)).catch(() => {})
  }

  async #attempt(work: (options: FoldedLogOptions) => Promise<number>): Promise<number> {
    const { run } = this.#follower
    if (!run) return 0
    const began = performance.now()
    const onProgress = (detail: CatchUpProgress): void => this.#dispatch(run, 'progress', detail)
    try {
      this.#releaseName ??= useNames(this.#sequence, [this.#definition])
      const folded = await run.settle(work({ onProgress, signal: run.signal }), 0)
      if (run.isOver) return folded
      this.#snapshots?.caughtUp(this.position, folded, performance.now() - began, () => this.#folded.shown)
      this.#error = undefined
      const hadFailed = this.#status === 'failed'
      this.#setStatus('live')
      if (hadFailed) void this.#follower.follow()
      return folded
    } catch (error) {
      // Uses the history of the fold, because that of the store can change during the attempt.
      this.#fail(run, error, this.#folded.historyId)
      throw error
    }
  }

  #fail(run: Run, error: unknown, failedIn?: string): void {
    if (run.isOver) return
    if (error instanceof StoreClosed) return this.#end(error)
    const hadFailed = this.#status === 'failed'
    // These fields are set before the first event. Each listener then reads the state, status and error of this failure.
    this.#status = 'failed'
    this.#error = error
    this.#failedIn = failedIn
    this.#folded.showLastGood()
    if (!hadFailed) this.#dispatch(run, 'status', 'failed')
    this.#dispatch(run, 'error', error)
  }

  #setStatus(status: LiveStatus): void {
    if (status === this.#status) return
    this.#status = status
    this.dispatchEvent(new CustomEvent('status', { detail: status }))
  }

  /** Dispatches an event, unless the run has ended. A listener can stop the projection between two events. */
  #dispatch<Name extends keyof LiveEvents<State>>(
    run: Run | undefined,
    name: Name,
    detail: LiveEvents<State>[Name],
  ): void {
    if (run && !run.isOver) this.dispatchEvent(new CustomEvent(name, { detail }))
  }
}
