import { anything, checkOptions } from '../log/argument-checks.ts'
import type { DomainEvent, OfStore } from '../log/domain-event.ts'
import { QuotaExceeded, StorageFailed, StoreBlocked, StoreClosed } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import type { ProjectionDefinition } from './define-projection.ts'
import { type CatchUpOptions, type CatchUpProgress, Projection } from './projection.ts'
import { SnapshotKeeper, type SnapshotPolicy } from './snapshot-policy.ts'
import { type StateAt, saveSnapshot } from './snapshots.ts'

/** Options of {@link LiveProjection}. */
export type LiveOptions = {
  /** When to store snapshots by itself; `false`: never. Default: after 5,000 events, or 200 ms spent on catching up. */
  readonly snapshots?: SnapshotPolicy | false
}

/**
 * - `'catching up'`: folding history; the state shown is an older one
 * - `'live'`: follows every append of every tab
 * - `'failed'`: see {@link LiveProjection.error}; keeps the last good state until `catchUp` or `rebuild` succeeds
 * - `'stopped'`: by {@link LiveProjection.stop}, or because the store was closed
 */
export type LiveStatus = 'catching up' | 'live' | 'failed' | 'stopped'

// What a database may say once and not again.
const passing = [StorageFailed, StoreBlocked, QuotaExceeded]

/** Between a catch-up and whoever waits for it the next one may begin, and stand in the middle of a commit. */
class ShownProjection<State, E extends DomainEvent> extends Projection<State, E> {
  readonly #show: () => void

  constructor(store: EventStore<E>, definition: ProjectionDefinition<State, E>, show: () => void) {
    super(store, definition)
    this.#show = show
  }

  /** Catches up, knowing from the doorbell how far the log goes, or not knowing: `Infinity`. */
  follow(lastPosition: number, options: CatchUpOptions): Promise<number> {
    return this.catchUpTo(lastPosition, options)
  }

  protected override caughtUp(): void {
    this.#show()
  }
}

/**
 * A projection that catches up by itself, from the newest snapshot if there is one, and then follows every append in
 * every tab. It shows the log only as of the end of a commit, never the middle of one.
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
export class LiveProjection<State, E extends DomainEvent> extends EventTarget {
  readonly #store: EventStore<E>
  readonly #definition: ProjectionDefinition<State, E>
  readonly #projection: ShownProjection<State, E>
  readonly #unfollow: () => void
  #shown: StateAt<State>
  #status: LiveStatus = 'catching up'
  #error: unknown
  #hasNews = false
  /** How far the log goes at the least; `Infinity`: that is to be found out. */
  #rungFor = 0
  #isFollowing = false
  readonly #stopped = new AbortController()
  readonly #keeper: SnapshotKeeper<State, E> | undefined

  /** @throws {@link InvalidArgument} an option is not what it should be */
  constructor(store: EventStore<E>, definition: ProjectionDefinition<State, OfStore<E>>, options: LiveOptions = {}) {
    super()
    checkOptions(options, { snapshots: anything })
    const { snapshots = {} } = options
    this.#keeper = snapshots === false ? undefined : new SnapshotKeeper(store, definition, snapshots)
    this.#store = store
    this.#definition = definition
    this.#projection = new ShownProjection(store, definition, () => this.#show())
    this.#shown = { state: this.#projection.state, position: 0, eventId: '' }
    // The doorbell first, then the first read: an append in between rings.
    this.#unfollow = store.onTail((lastPosition) => {
      if (lastPosition === undefined || lastPosition > this.#projection.position) this.#follow(lastPosition)
    })
    this.#start()
  }

  /** The state as of {@link LiveProjection.position}. Never changed afterwards, nor by you: later events work on a copy of it. */
  get state(): State {
    return this.#shown.state
  }

  /** Position of the last event in the state. */
  get position(): number {
    return this.#shown.position
  }

  get status(): LiveStatus {
    return this.#status
  }

  /** Why the status is `'failed'`. */
  get error(): unknown {
    return this.#error
  }

  /** The state; a new object after each change and the same one in between, as `useSyncExternalStore` needs it. */
  readonly getSnapshot = (): State => this.#shown.state

  /**
   * Calls back at once and on each change: a Svelte store as it stands.
   *
   * @returns stops the calls
   */
  readonly subscribe = (listener: (state: State) => void): (() => void) => {
    const onChange = (): void => listener(this.#shown.state)
    onChange()
    this.addEventListener('change', onChange)
    return () => this.removeEventListener('change', onChange)
  }

  /**
   * Resolves when the state shows all that was in the log at the moment of the call. Needed only to wait: it follows by
   * itself. After a failure it tries again.
   *
   * @returns how many events were folded; 0 when it was stopped
   * @throws {@link ProjectionFailed} and what else {@link Projection.catchUp} throws
   */
  async catchUp(): Promise<number> {
    return this.#attempt((options) => this.#projection.catchUp(options))
  }

  /** Forgets the state and folds the whole log again. Returns and throws as {@link LiveProjection.catchUp}. */
  rebuild(): Promise<number> {
    return this.#attempt((options) => this.#projection.rebuild(options))
  }

  /** Stores the shown state with its position, so that the next visit starts there. */
  saveSnapshot(): Promise<void> {
    return saveSnapshot(this.#store, this.#definition, this.#shown)
  }

  /** Takes over the newest snapshot that fits, if it is further on, and catches up from there. Done at the start by itself. */
  async loadSnapshot(): Promise<boolean> {
    const isLoaded = await this.#projection.loadSnapshot()
    if (isLoaded && this.#status !== 'failed') await this.catchUp()
    return isLoaded
  }

  /** Stops following. The last state stays. */
  stop(): void {
    this.#unfollow()
    this.#become('stopped')
    this.#stopped.abort()
  }

  async #start(): Promise<void> {
    try {
      await this.#projection.loadSnapshot()
      this.#keeper?.savedAt(this.#projection.position)
    } catch (error) {
      this.#fail(error)
    }
    await this.#follow()
  }

  /** However many times the bell rings while one catch-up is under way, one more follows it. */
  async #follow(lastPosition = Infinity): Promise<void> {
    // Rings may be late or doubled.
    this.#rungFor = Math.max(lastPosition, this.#hasNews ? this.#rungFor : 0)
    this.#hasNews = true
    if (this.#isFollowing) return
    this.#isFollowing = true
    while (this.#hasNews && this.#mayFollow()) {
      this.#hasNews = false
      // A failure is in `status` and `error`, and was dispatched.
      await this.#attempt((options) => this.#projection.follow(this.#rungFor, options)).catch(() => {})
    }
    this.#isFollowing = false
  }

  /** A handler that throws would throw again; a database that failed once may answer when it is asked the next time. */
  #mayFollow(): boolean {
    return this.#status === 'failed' ? passing.some((kind) => this.#error instanceof kind) : this.#status !== 'stopped'
  }

  async #attempt(work: (options: CatchUpOptions) => Promise<number>): Promise<number> {
    const { signal } = this.#stopped
    if (signal.aborted) return 0
    const began = performance.now()
    try {
      const folded = await work({ onProgress: this.#tellProgress, signal })
      if (signal.aborted) return folded
      this.#keeper?.caughtUp(this.position, folded, performance.now() - began, () => this.#shown)
      this.#error = undefined
      const hadFailed = this.#status === 'failed'
      this.#become('live')
      if (hadFailed) this.#follow()
      return folded
    } catch (error) {
      if (signal.aborted) return 0
      this.#fail(error)
      throw error
    }
  }

  #show(): void {
    const { state, position, eventId } = this.#projection
    if (this.#status === 'stopped' || (position === this.#shown.position && Object.is(state, this.#shown.state))) return
    this.#shown = { state, position, eventId }
    this.dispatchEvent(new CustomEvent('change', { detail: { state, position } }))
  }

  #fail(error: unknown): void {
    if (this.#status === 'stopped') return
    if (error instanceof StoreClosed) return this.stop()
    this.#error = error
    this.#become('failed')
    this.dispatchEvent(new CustomEvent('error', { detail: error }))
  }

  #become(status: LiveStatus): void {
    if (status === this.#status) return
    this.#status = status
    this.dispatchEvent(new CustomEvent('status', { detail: status }))
  }

  readonly #tellProgress = (detail: CatchUpProgress): void => {
    this.dispatchEvent(new CustomEvent('progress', { detail }))
  }
}
