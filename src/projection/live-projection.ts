import { anything, checkOptions } from '../log/argument-checks.ts'
import type { DomainEvent, OfStore } from '../log/domain-event.ts'
import { StoreClosed } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import { TypedEventTarget } from '../log/typed-event-target.ts'
import type { ProjectionDefinition } from './define-projection.ts'
import { useNames } from './definition-names.ts'
import { Follower } from './follower.ts'
import type { LiveEvents, LiveStatus } from './live-events.ts'
import { mayPass } from './may-pass.ts'
import { onEachChange } from './on-each-change.ts'
import type { CatchUpOptions, CatchUpProgress } from './projection.ts'
import type { Run } from './run.ts'
import { ShownProjection } from './shown-projection.ts'
import { type LiveOptions, SnapshotKeeper } from './snapshot-policy.ts'
import { saveSnapshot } from './snapshots.ts'
import { whyClosed } from './why-closed.ts'

/**
 * A projection that catches up by itself, from the newest snapshot if there is one, and then follows every append in
 * every tab. It shows the log as of the end of a commit, never the middle of one. After a failure, it shows the last good state: the one
 * before the event that failed.
 *
 * Dispatches `change` (detail: state and position), `status` (detail: the status), `progress` (detail: position and lastPosition,
 * while catching up) and `error` (detail: the error).
 *
 * @example
 * ```ts
 * const live = new LiveProjection(store, balance)
 * const stop = live.subscribe((balance) => render(balance))
 * ```
 */
export class LiveProjection<State, E extends DomainEvent> extends TypedEventTarget<LiveEvents<State>> {
  readonly #store: EventStore<E>
  readonly #definition: ProjectionDefinition<State, E>
  readonly #projection: ShownProjection<State, E>
  readonly #follower: Follower
  readonly #keeper: SnapshotKeeper<State, E> | undefined
  #status: LiveStatus = 'catching up'
  #error: unknown
  #releaseName: (() => void) | undefined
  /** {@link EventStore.historyId} of the attempt that failed; none: another log would not help. */
  #failedIn: string | undefined
  #isLoaded = false

  /** @throws {@link InvalidArgument} an option is not what it should be; {@link StoreClosed} the store was closed */
  constructor(store: EventStore<E>, definition: ProjectionDefinition<State, OfStore<E>>, options: LiveOptions = {}) {
    super()
    checkOptions(options, { snapshots: anything })
    const { snapshots = {} } = options
    this.#keeper = snapshots === false ? undefined : new SnapshotKeeper(store, definition, snapshots)
    this.#store = store
    this.#definition = definition
    this.#projection = new ShownProjection(store, definition, () => this.#showNewest())
    this.#follower = new Follower(store, {
      look: (_, lastPosition) => this.#followTo(lastPosition),
      isNews: (lastPosition) => lastPosition > this.#projection.position,
      onClosed: () => this.#become('stopped'),
    })
    this.#start()
  }

  /** The state as of {@link LiveProjection.position}. Never changed afterwards, nor by you: later events work on a copy of it. */
  get state(): State {
    return this.#projection.shown.state
  }

  /** Position of the last event in the state. */
  get position(): number {
    return this.#projection.shown.position
  }

  /** The events that the state was folded from: {@link EventStore.historyId}. */
  get historyId(): string {
    return this.#projection.shown.historyId
  }

  get status(): LiveStatus {
    return this.#status
  }

  /** Why the status is `'failed'`. */
  get error(): unknown {
    return this.#error
  }

  /** The state; a new object after each change and the same one in between, as `useSyncExternalStore` needs it. */
  readonly getSnapshot = (): State => this.state

  /**
   * Calls back at once and on each change: a Svelte store as it stands. If the projection was stopped, it follows the log again.
   * If the store was closed, the listener hears the last state and nothing follows.
   *
   * @returns stops the calls; the projection goes on following
   */
  readonly subscribe = (listener: (state: State) => void): (() => void) => {
    // Before the first call, so that the listener may stop it.
    if (!whyClosed(this.#store)) this.#start()
    return onEachChange(this, () => listener(this.state))
  }

  /**
   * Resolves when the state shows all that was in the log at the moment of the call. Needed only to wait: it follows by
   * itself. After a failure it tries again; after {@link LiveProjection.stop} it follows the log again.
   *
   * @returns how many events were folded; 0 when it was stopped before that
   * @throws {@link ProjectionFailed} and what else {@link Projection.catchUp} throws
   */
  async catchUp(): Promise<number> {
    this.#start()
    return this.#attempt((options) => this.#projection.catchUp(options))
  }

  /** Forgets the state and folds the whole log again. Returns and throws as {@link LiveProjection.catchUp}. */
  async rebuild(): Promise<number> {
    this.#start()
    return this.#attempt((options) => this.#projection.rebuild(options))
  }

  /** Stores the shown state with its position, so that the next visit starts there. */
  saveSnapshot(): Promise<void> {
    return saveSnapshot(this.#store, this.#definition, this.#projection.shown)
  }

  /** Takes over the newest snapshot that fits, if it is further on, and catches up from there. Done at the start by itself. */
  async loadSnapshot(): Promise<boolean> {
    this.#start()
    const { run } = this.#follower
    if (!run) return false
    const isLoaded = await run.settle(this.#projection.loadSnapshot(), false)
    if (isLoaded && !run.isOver && this.#status !== 'failed') await this.catchUp()
    return isLoaded
  }

  /**
   * Stops following. The last state stays, `catchUp` and `rebuild` that are under way resolve, and no event is dispatched after
   * `status`. `subscribe`, `catchUp`, `rebuild` and `loadSnapshot` start following again; `addEventListener` does not.
   */
  stop(): void {
    this.#end()
  }

  /** @throws {@link StoreClosed} */
  #start(): void {
    const run = this.#follower.start()
    if (!run) return
    this.#error = undefined
    this.#become('catching up')
    void this.#begin(run)
  }

  #end(reason?: StoreClosed): void {
    this.#follower.stop(reason)
    this.#releaseName?.()
    this.#releaseName = undefined
    this.#become('stopped')
  }

  async #begin(run: Run): Promise<void> {
    const problem = this.#takeName()
    if (problem) {
      // Later, so that the caller can listen first.
      await undefined
      return this.#fail(run, problem)
    }
    // Once: after a rebuild that was stopped half way, a snapshot would bring back the state that is to be forgotten.
    if (!this.#isLoaded) {
      // A snapshot only saves time. If the log cannot be read either, the catch-up fails.
      await this.#projection.loadSnapshot().catch(() => {})
      this.#isLoaded = true
      this.#keeper?.savedAt(this.#projection.position)
    }
    if (!run.isOver) await this.#follower.follow()
  }

  /** @returns why the projection cannot have its name: another definition of that name is in use */
  #takeName(): unknown {
    try {
      this.#releaseName ??= useNames(this.#store, [this.#definition])
      return undefined
    } catch (error) {
      return error
    }
  }

  async #followTo(lastPosition: number): Promise<void> {
    if (!this.#releaseName) {
      // The other definition may have been stopped, as after hot reloading.
      if (this.#takeName()) return
    } else if (this.#status === 'failed' && !(await mayPass(this.#error, this.#store, this.#failedIn))) return
    // A failure is in `status` and `error`, and was dispatched.
    await this.#attempt((options) => this.#projection.follow(lastPosition, options)).catch(() => {})
  }

  async #attempt(work: (options: CatchUpOptions) => Promise<number>): Promise<number> {
    const { run } = this.#follower
    if (!run) return 0
    const began = performance.now()
    const onProgress = (detail: CatchUpProgress): void => this.#tell(run, 'progress', detail)
    try {
      this.#releaseName ??= useNames(this.#store, [this.#definition])
      const folded = await run.settle(work({ onProgress, signal: run.signal }), 0)
      if (run.isOver) return folded
      this.#keeper?.caughtUp(this.position, folded, performance.now() - began, () => this.#projection.shown)
      this.#error = undefined
      const hadFailed = this.#status === 'failed'
      this.#become('live')
      if (hadFailed) void this.#follower.follow()
      return folded
    } catch (error) {
      // Of the log that was folded: the store may have learned of it only on the way.
      this.#fail(run, error, this.#projection.historyId)
      throw error
    }
  }

  #showNewest(): void {
    const { run } = this.#follower
    if (run && this.#projection.showNewest()) this.#tellChange(run)
  }

  #fail(run: Run, error: unknown, failedIn?: string): void {
    if (run.isOver) return
    if (error instanceof StoreClosed) return this.#end(error)
    const hadFailed = this.#status === 'failed'
    // Before the first event: each listener finds state, status and error of this failure.
    this.#status = 'failed'
    this.#error = error
    this.#failedIn = failedIn
    if (this.#projection.showLastGood()) this.#tellChange(run)
    if (!hadFailed) this.#tell(run, 'status', 'failed')
    this.#tell(run, 'error', error)
  }

  #become(status: LiveStatus): void {
    if (status === this.#status) return
    this.#status = status
    this.dispatchEvent(new CustomEvent('status', { detail: status }))
  }

  #tellChange(run: Run): void {
    const { state, position } = this
    this.#tell(run, 'change', { state, position })
  }

  /** Nothing when a listener stopped it just now. */
  #tell<Name extends keyof LiveEvents<State>>(run: Run, name: Name, detail: LiveEvents<State>[Name]): void {
    if (!run.isOver) this.dispatchEvent(new CustomEvent(name, { detail }))
  }
}
