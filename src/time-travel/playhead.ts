import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import { InvalidArgument, type StoreClosed } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { useNames } from '../projection/definition-names.ts'
import { Follower } from '../projection/follower.ts'
import { Run } from '../projection/run.ts'
import { whyClosed } from '../projection/why-closed.ts'
import type { Keyframe } from './keyframes.ts'
import { eventNear, lastGood, type Past, statesAt } from './last-good.ts'
import { LogEnd } from './log-end.ts'
import { PastStates } from './past-states.ts'
import { Preparation } from './preparation.ts'
import { type Goal, Seeks } from './seeks.ts'
import { atTheBeginning, type Standing } from './standing.ts'

/** Stands somewhere in the log, goes where it is sent, and follows the end of the log while it is live. */
export class Playhead<E extends DomainEvent> {
  readonly #store: EventStore<E>
  readonly #newPast: () => Past<E>
  readonly #onChange: (changes: Partial<Standing<E>>) => void
  readonly #end: LogEnd<E>
  readonly #seeks = new Seeks()
  readonly #preparation = new Preparation()
  readonly #follower: Follower
  readonly #releaseNames: () => void
  #past: Past<E>
  #standing: Standing<E>
  #leftAt = 0
  /** What `isLive` was when it was last known where to go. */
  #isBoundLive = true
  /** Of which past the states are that are shown; none: nothing was folded yet. */
  #shownPast: Past<E> | undefined
  #isShownLive = true
  #isStopped = false

  /** @param memory for keyframes, in bytes @throws {@link StoreClosed} */
  constructor(
    store: EventStore<E>,
    definitions: readonly ProjectionDefinition<unknown, E>[],
    memory: number,
    onChange: (changes: Partial<Standing<E>>) => void,
  ) {
    this.#releaseNames = useNames(store, definitions)
    this.#store = store
    this.#newPast = () => ({ store, definitions, states: new PastStates(store, definitions, memory) })
    this.#onChange = onChange
    this.#end = new LogEnd(store)
    this.#past = this.#newPast()
    this.#standing = atTheBeginning(this.#past.states.keyframes.before(0).states)
    this.#follower = new Follower(store, {
      look: (run) => this.#look(run).catch((error: unknown) => run.isOver || this.#fail(error)),
      isNews: (lastPosition) => lastPosition > this.#standing.lastPosition,
      onClosed: (reason) => this.#fail(reason),
    })
    const closed = this.start()
    if (closed) throw closed
  }

  get standing(): Standing<E> {
    return this.#standing
  }

  /** Of the log as it is now: another one after it went back. */
  get past(): Past<E> {
    // A replacement of the log is noticed here sooner than by the look that follows it.
    if (this.#past.states.historyId !== this.#store.historyId) this.#past = this.#newPast()
    return this.#past
  }

  /** Follows the log, if it does not. @returns why it cannot, if the store was closed */
  start(): StoreClosed | undefined {
    const closed = whyClosed(this.#store)
    const run = closed ? undefined : this.#follower.start()
    if (!run) return closed
    this.#isStopped = false
    void this.#follower.follow().then(() => this.#tend(run))
    return undefined
  }

  /** @returns whether it arrived; not so when a newer call took its place, or it was stopped */
  go(goal: Goal, isLive = false, isMove = true): Promise<boolean> {
    const closed = this.start()
    this.#isStopped = false
    const run = this.#follower.run ?? new Run()
    const { lastPosition, isLive: wasLive } = this.#standing
    if (wasLive && !isLive) this.#leftAt = lastPosition
    this.#turn(isLive)
    const seek = this.#seeks.go(
      async (from, isNewest) => {
        const isWanted = (): boolean => isNewest() && !run.isOver
        try {
          if (closed) throw closed
          const position = await this.within(await goal(async () => this.within(await from()), isNewest))
          if (isWanted()) this.#isBoundLive = isLive
          return position
        } catch (error) {
          if (isWanted()) this.#stay(isLive, error)
          throw error
        }
      },
      (position, isNewest) => this.#reach(position, isLive, () => isNewest() && !run.isOver, run),
      isMove,
    )
    return run.settle(seek, false)
  }

  /** @param isMove whether it was sent there; not so when it follows the log */
  toLive(isMove = true): Promise<boolean> {
    return this.go(async () => Infinity, true, isMove)
  }

  /** The position, or the last one if the log ends before it. */
  async within(position: number): Promise<number> {
    const isKnown = position <= this.#standing.lastPosition && this.#shownPast === this.past
    return isKnown ? position : Math.min(position, await this.#store.lastPosition())
  }

  /** Resolves when it has nothing to do, or was stopped. */
  async prepared(): Promise<void> {
    const settled = this.#follower.settled().then(() => this.#seeks.settled())
    const idle = settled.then(() => this.#preparation.settled())
    // Of a closed store, nothing is left to prepare.
    await this.untilStopped(idle).catch(() => {})
  }

  /** Settles as the work does, or when this is stopped. @throws {@link StoreClosed} the store was closed in the meantime */
  async untilStopped(work: Promise<void>): Promise<void> {
    await (this.#follower.run ?? new Run()).settle(work, undefined)
  }

  /** A move that is under way leads nowhere. */
  stop(): void {
    if (!this.#seeks.isIdle) {
      this.#seeks.stand(this.#isShownLive ? Infinity : this.#standing.position)
      this.#isBoundLive = this.#isShownLive
      this.#turn(this.#isShownLive)
      this.#stand({ reached: undefined })
    }
    this.#isStopped = true
    this.#follower.stop()
    this.#releaseNames()
  }

  /** Whoever was sent nowhere is live, or is not, as before. */
  #stay(wasSentLive: boolean, error: unknown): void {
    this.#turn(this.#isBoundLive)
    this.#fail(error instanceof InvalidArgument ? this.#standing.error : error)
    // What came meanwhile. Not for who was sent to live: once more would fail once more.
    if (this.#isBoundLive && !wasSentLive) void this.#follower.follow()
  }

  #turn(isLive: boolean): void {
    this.#stand({ isLive, newEvents: isLive ? 0 : this.#standing.lastPosition - this.#leftAt })
  }

  async #reach(position: number, isLive: boolean, isWanted: () => boolean, run: Run): Promise<boolean> {
    const { past } = this
    const again = async (): Promise<boolean> =>
      this.#reach(Math.min(position, await this.#store.lastPosition()), isLive, isWanted, run)
    try {
      past.states.keyframes.moveTo(position)
      const onReached = (reached: number): void => this.#stand(isWanted() ? { reached } : {})
      const keyframe = await statesAt(past, position, { isWanted, onReached })
      const event = await eventNear(past, position)
      if (past !== this.past) return again()
      if (!keyframe || run.isOver) return false
      past.states.events.readAhead(this.#standing.position, position, this.#standing.lastPosition)
      this.#arrive(past, keyframe, event, isLive)
      if (isLive && isWanted()) this.#seeks.stand(Infinity)
      this.#tend(run)
      return true
    } catch (error) {
      if (isWanted() && past !== this.past) return again()
      return isWanted() && this.#fallBack(past, isLive, isWanted, error)
    }
  }

  /** Shows the last good state, to who is live or was shown nothing of this past. Else what is shown stays. */
  async #fallBack(past: Past<E>, isLive: boolean, isWanted: () => boolean, error: unknown): Promise<false> {
    const good = await lastGood(past, error)
    const event = good && (await eventNear(past, good.position).catch(() => undefined))
    if (!isWanted()) return false
    if (good && past === this.past) {
      const isNewer = isLive && this.#isShownLive && good.position > this.#standing.position
      if (isNewer || this.#shownPast !== past) this.#arrive(past, good, event, isLive, error)
      this.#seeks.stand(this.#standing.position)
      const staysLive = isLive && this.#isShownLive
      this.#isBoundLive = staysLive
      this.#turn(staysLive)
    }
    this.#fail(error)
    throw error
  }

  #arrive(
    past: Past<E>,
    { states, position }: Keyframe,
    event: RecordedEvent<E> | undefined,
    isLive: boolean,
    error?: unknown,
  ): void {
    this.#shownPast = past
    this.#isShownLive = isLive
    const lastPosition = Math.max(position, this.#standing.lastPosition)
    this.#stand({ states, position, event, lastPosition, reached: undefined, error })
  }

  #tend(run: Run): void {
    const { past } = this
    if (run.isOver || this.#shownPast !== past) return
    const leisure = {
      lastPosition: () => this.#standing.lastPosition,
      isWanted: () => past === this.past && !run.isOver,
      isIdle: () => this.#seeks.isIdle && !run.isOver,
      untilIdle: () => this.#seeks.settled(),
    }
    // When it was started again in the meantime.
    this.#preparation.begin(past.states, leisure, () => this.#follower.run && this.#tend(this.#follower.run))
  }

  async #look(run: Run): Promise<void> {
    const { position: lastPosition, isSame } = await this.#end.look()
    // Also when it was stopped in the meantime: it is found out only once.
    if (!isSame) this.#past = this.#newPast()
    if (run.isOver) return
    this.#leftAt = Math.min(this.#leftAt, lastPosition)
    this.#stand({ lastPosition, newEvents: this.#standing.isLive ? 0 : lastPosition - this.#leftAt })
    const isOfThisPast = (): boolean => this.#shownPast === undefined || this.#shownPast === this.past
    if (!this.#standing.isLive && isOfThisPast()) return
    // What the person asked for comes first, and may lead to the end by itself.
    while (!this.#seeks.isIdle) await this.#seeks.settled()
    if (run.isOver) return
    const { isLive, position } = this.#standing
    if (isLive && (position !== lastPosition || !isOfThisPast())) await this.toLive(false)
    // What stands there now may be another event.
    else if (!isLive && !isOfThisPast()) await this.go((from) => from())
  }

  #fail(error: unknown): void {
    this.#stand({ error, reached: undefined })
  }

  #stand(changes: Partial<Standing<E>>): void {
    if (this.#isStopped) return
    this.#standing = { ...this.#standing, ...changes }
    this.#onChange(changes)
  }
}
