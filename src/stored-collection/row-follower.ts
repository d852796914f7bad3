import { LogLost, LogReplaced, StoreClosed } from '../events/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import { Follower } from '../log/follower.ts'
import { LogRewound } from '../log/log-place.ts'
import type { Run } from '../log/run.ts'
import { SerialQueue } from '../log/serial-queue.ts'
import { mayRetry } from '../projection/live-status.ts'
import { ProjectionFailed } from '../projection/projection-failed.ts'
import { ApplyTurn } from './apply-turn.ts'
import type { CollectionStatus, FollowerListener } from './collection-status.ts'
import { Generations, type Identity } from './generations.ts'
import { type ApplierParts, Overtaken, RowApplier } from './row-applier.ts'
import { type Generation, isSameRevision } from './row-storage.ts'

const patience = { building: 1_000, ready: 100 }

/** Keeps the rows of one definition up to date with the log, together with the other tabs. */
export class RowFollower<Row> {
  readonly #store: EventStore
  readonly #parts: Omit<ApplierParts<Row>, 'onWritten'>
  readonly #listener: FollowerListener
  readonly #generations: Generations
  readonly #turn: ApplyTurn
  readonly #follower: Follower
  /** Runs one piece of work on the rows at a time. */
  readonly #queue = new SerialQueue()
  #applier: RowApplier<Row> | undefined
  /** The last known record of the generation, whose place is in the log; `undefined`: none is known. */
  #known: Generation | undefined
  #status: CollectionStatus = 'catching up'
  #error: unknown
  #failedIn: string | undefined
  #hasRemovedUnused = false

  constructor(parts: Omit<ApplierParts<Row>, 'onWritten'>, identity: Identity, listener: FollowerListener) {
    const { store, storage } = parts
    this.#store = store
    this.#parts = parts
    this.#listener = listener
    this.#generations = new Generations(store, storage, identity)
    this.#turn = new ApplyTurn(`${store.logId} ${identity.name} ${identity.version} ${identity.fingerprint}`)
    this.#follower = new Follower(store, {
      read: (run, lastPosition) => this.#follow(run, lastPosition),
      isNew: (lastPosition) => lastPosition > this.position,
      onClosed: () => this.close(),
    })
  }

  get status(): CollectionStatus {
    return this.#status
  }

  get error(): unknown {
    return this.#error
  }

  /** Position of the last event in the rows. */
  get position(): number {
    return this.#applier?.position ?? this.#known?.position ?? 0
  }

  /** The generation to read. `undefined`: it is not built, or it belongs to another history of the log. */
  get readable(): Generation | undefined {
    const { historyId } = this.#store
    return this.#known?.state === 'ready' && this.#known.historyId === historyId ? this.#known : undefined
  }

  /** Finds the generation, and begins to follow the log. @throws the errors of the storage */
  async start(): Promise<void> {
    const run = this.#follower.start()
    if (!run) return
    const stopWatching = this.#store.onStorageChange(({ connection, lastError }) => {
      if (connection === 'lost') this.#fail(run, lastError)
    })
    run.signal.addEventListener('abort', stopWatching)
    this.#turn.onProgress((position) => {
      if (position > this.position) void this.#follower.follow()
      else if (this.readable) {
        // Another tab may have applied parked events, which are no new events.
        const reloaded = this.#queue.run(() => this.#reload())
        // A later read reports an error. The generation may be a new one without rows.
        reloaded.then(() => this.#follower.follow()).catch(() => {})
      }
    })
    await this.#queue.run(() => this.#prepare())
    void this.#follower.follow()
  }

  /**
   * Applies all events that the log holds at the call, or that it holds up to a position.
   *
   * @throws the error, if an event cannot be applied
   */
  async catchUp(position: number = Infinity): Promise<void> {
    const { run } = this.#follower
    if (!run) throw new StoreClosed()
    await this.#attempt(run, (applied) => (applied >= position ? applied : undefined))
    if (run.isOver) throw new StoreClosed()
  }

  /** Calls `retryParked` of the applier. */
  async retryParked(): Promise<number> {
    await this.catchUp()
    return this.#queue.run(() => this.#repeat(async () => (await this.#prepare()).retryParked()))
  }

  /** Forgets the generation, because a read did not find it, and finds or builds another one. */
  forget(generation: Generation): void {
    if (this.#known?.id !== generation.id) return
    this.#reset()
    void this.#follower.follow()
  }

  close(): void {
    if (this.#status === 'closed') return
    this.#follower.stop()
    this.#generations.release()
    this.#turn.close()
    this.#setStatus('closed')
  }

  async #follow(run: Run, lastPosition: number): Promise<void> {
    if (this.#status === 'failed' && !(await mayRetry(this.#error, this.#store, this.#failedIn))) return
    // `status` and `error` report a failure.
    await this.#attempt(run, (applied) => (lastPosition > applied ? lastPosition : undefined)).catch(() => {})
  }

  /** @param endOf returns the position to reach, by the position of the rows; `undefined`: the end of the log */
  async #attempt(run: Run, endOf: (applied: number) => number | undefined): Promise<void> {
    try {
      await run.settle(
        this.#queue.run(() => this.#repeat(() => this.#catchUp(run, endOf))),
        undefined,
      )
      if (run.isOver) return
      this.#error = undefined
      this.#setStatus('live')
      this.#removeUnused()
    } catch (error) {
      this.#fail(run, error)
      throw error
    }
  }

  async #catchUp(run: Run, endOf: (applied: number) => number | undefined): Promise<void> {
    const applier = await this.#prepare()
    const known = endOf(applier.position)
    if (known === applier.position && this.readable) return
    const to = known === undefined || known === Infinity ? await this.#store.lastPosition() : known
    const onProgress = (position: number): void => {
      if (!run.isOver) this.#listener.onProgress({ position, lastPosition: to })
    }
    if (this.#status !== 'failed') this.#setStatus(this.readable ? 'catching up' : 'building')
    await this.#turn.take(
      run,
      this.readable ? patience.ready : patience.building,
      () => {
        const isBuilding = applier.generation.state === 'building'
        return applier.catchUp(to, run.signal, (position) => {
          // A first pass writes rarely. Without messages, other tabs would start to apply the events too.
          if (isBuilding) this.#turn.notify(position)
          onProgress(position)
        })
      },
      async () => {
        const { id, revision, position, state } = (await this.#reload()).generation
        onProgress(position)
        return { isDone: position >= to && state === 'ready', revision: `${id} ${revision}` }
      },
    )
  }

  /** Repeats work that another tab or a change of the log interrupted. */
  async #repeat<Result>(work: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        // The rows in memory may contain changes that were not stored.
        if (!(error instanceof ProjectionFailed)) this.#applier = undefined
        if (error instanceof LogRewound) this.#reset()
        else if (!(error instanceof Overtaken || error instanceof LogReplaced)) throw error
      }
    }
  }

  /** Returns the applier of the generation that fits the log. */
  async #prepare(): Promise<RowApplier<Row>> {
    const applier = this.#applier
    return applier?.generation.historyId === this.#store.historyId ? applier : this.#reload()
  }

  /** Reads the record of the generation again. */
  async #reload(): Promise<RowApplier<Row>> {
    const generation = await this.#generations.current()
    const hasChanged = !isSameRevision(this.#known, generation)
    if (this.#applier && isSameRevision(this.#applier.generation, generation)) return this.#applier
    this.#applier = new RowApplier(generation, {
      ...this.#parts,
      onWritten: (changes) => {
        const stored = this.#applier?.generation
        if (!stored) return
        const wasReadable = this.readable !== undefined
        this.#known = stored
        this.#turn.notify(stored.position)
        this.#listener.onChange(wasReadable ? changes : undefined)
      },
    })
    this.#known = generation
    if (hasChanged) this.#listener.onChange(undefined)
    return this.#applier
  }

  #reset(): void {
    this.#applier = undefined
    this.#known = undefined
    this.#hasRemovedUnused = false
  }

  #removeUnused(): void {
    const { readable } = this
    if (this.#hasRemovedUnused || !readable) return
    this.#hasRemovedUnused = true
    // Unused rows only take space. The next visit tries again.
    this.#generations.removeUnused(readable).catch(() => {})
  }

  #fail(run: Run, error: unknown): void {
    if (run.isOver) return
    if (error instanceof StoreClosed) return this.close()
    // The rows of a deleted log must not be read.
    if (error instanceof LogLost) this.#reset()
    this.#error = error
    this.#failedIn = this.#known?.historyId
    this.#setStatus('failed')
    this.#listener.onError(error)
  }

  #setStatus(status: CollectionStatus): void {
    if (status === this.#status || this.#status === 'closed') return
    this.#status = status
    this.#listener.onStatus(status)
  }
}
