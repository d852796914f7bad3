import type { DomainEvent } from '../events/domain-event.ts'
import { InvalidArgument, StoreClosed } from '../events/errors.ts'
import type { EventSequence } from '../log/event-sequence.ts'
import { Follower } from '../log/follower.ts'
import { Run } from '../log/run.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { useNames } from '../projection/definition-names.ts'
import type { Keyframe } from './keyframes.ts'
import { LogEnd } from './log-end.ts'
import { PastStates } from './past-states.ts'
import { type Goal, SeekQueue } from './seek-queue.ts'
import { statesSharing } from './sharing-parts.ts'
import { initialView, type PlayheadView } from './timeline-view.ts'

/** Shows the states at one position of the log, and seeks to other positions. While it is live, it follows the end of the log. */
export class Playhead<E extends DomainEvent> {
  readonly #sequence: EventSequence<E>
  readonly #newPast: () => PastStates<E>
  readonly #onChange: (changes: Partial<PlayheadView<E>>) => void
  readonly #end: LogEnd<E>
  readonly #seeks = new SeekQueue()
  readonly #follower: Follower
  readonly #releaseNames: () => void
  #past: PastStates<E>
  #view: PlayheadView<E>
  #leftAt = 0
  /** `isLive` of the last seek whose position is known. */
  #isSeekLive = true
  /** The past that the shown states belong to. `undefined`: no state was folded yet. */
  #shownPast: PastStates<E> | undefined
  #isShownLive = true
  #isStopped = false

  /** @param memory memory for keyframes, in bytes @throws {@link StoreClosed} */
  constructor(
    sequence: EventSequence<E>,
    definitions: readonly ProjectionDefinition<unknown, E>[],
    memory: number,
    onChange: (changes: Partial<PlayheadView<E>>) => void,
  ) {
    this.#releaseNames = useNames(sequence, definitions)
    this.#sequence = sequence
    this.#newPast = () => new PastStates(sequence, definitions, memory, () => this.#view.lastPosition)
    this.#onChange = onChange
    this.#end = new LogEnd(sequence)
    this.#past = this.#newPast()
    this.#view = initialView(this.#past.keyframes.before(0).states)
    this.#follower = new Follower(sequence, {
      read: (run, announced) =>
        this.#readEnd(run, announced).catch((error: unknown) => run.isOver || this.#fail(error)),
      isNew: (lastPosition) => lastPosition > this.#view.lastPosition,
      onClosed: (reason) => this.#fail(reason),
    })
    const closed = this.start()
    if (closed) throw closed
  }

  get view(): PlayheadView<E> {
    return this.#view
  }

  /** The past of the current log. After the log was rewound or replaced, this is a new object. */
  get past(): PastStates<E> {
    // The store can detect a replacement before the next read of the end.
    if (this.#past.historyId !== this.#sequence.historyId) this.#past = this.#newPast()
    return this.#past
  }

  /** Follows the log, unless the playhead already follows. @returns the error, if the store was closed */
  start(): StoreClosed | undefined {
    try {
      const run = this.#follower.start()
      if (run) this.#isStopped = false
      if (run) void this.#follower.follow().then(() => this.#prepare(run))
      return undefined
    } catch (error) {
      if (error instanceof StoreClosed) return error
      throw error
    }
  }

  /** Seeks to a goal. @returns whether the goal was reached; false: a newer call replaced it, or the playhead was stopped */
  go(goal: Goal, isLive = false, isMove = true): Promise<boolean> {
    const closed = this.start()
    this.#isStopped = false
    const run = this.#follower.run ?? new Run()
    const { lastPosition, isLive: wasLive } = this.#view
    if (wasLive && !isLive) this.#leftAt = lastPosition
    this.#setLive(isLive)
    const seek = this.#seeks.go(
      async (from, isNewest) => {
        const isWanted = (): boolean => isNewest() && !run.isOver
        try {
          if (closed) throw closed
          const position = await this.within(await goal(async () => this.within(await from()), isNewest))
          if (isWanted()) this.#isSeekLive = isLive
          return position
        } catch (error) {
          if (isWanted()) this.#keepDirection(isLive, error)
          throw error
        }
      },
      (position, isNewest) => this.#reach(position, isLive, () => isNewest() && !run.isOver, run),
      isMove,
    )
    return run.settle(seek, false)
  }

  /** Seeks to the end of the log and follows it. @param isMove false: the playhead itself calls this to follow new events */
  toLive(isMove = true): Promise<boolean> {
    return this.go(async () => Infinity, true, isMove)
  }

  /** Returns the position, or the last position of the log if the log is shorter. */
  async within(position: number): Promise<number> {
    const isKnown = position <= this.#view.lastPosition && this.#shownPast === this.past
    return isKnown ? position : Math.min(position, await this.#sequence.lastPosition())
  }

  /** Resolves when no work is pending, or when the playhead is stopped. */
  async prepared(): Promise<void> {
    const idle = this.#follower.settled().then(() => this.#seeks.settled().then(() => this.past.prepared()))
    // After the store was closed, there is nothing to prepare.
    await this.untilStopped(idle).catch(() => {})
  }

  /** Settles like `work`, or when the playhead is stopped. @throws {@link StoreClosed} the store was closed before */
  async untilStopped(work: Promise<void>): Promise<void> {
    await (this.#follower.run ?? new Run()).settle(work, undefined)
  }

  /** Stops following. A pending seek resolves with false. */
  stop(): void {
    if (!this.#seeks.isIdle) {
      this.#seeks.countFrom(this.#isShownLive ? Infinity : this.#view.position)
      this.#isSeekLive = this.#isShownLive
      this.#setLive(this.#isShownLive)
      this.#update({ reached: undefined })
    }
    this.#isStopped = true
    this.#follower.stop()
    this.#releaseNames()
  }

  /** After a seek whose position was not found, restores `isLive`. */
  #keepDirection(wasSentLive: boolean, error: unknown): void {
    this.#setLive(this.#isSeekLive)
    this.#fail(error instanceof InvalidArgument ? this.#view.error : error)
    // Reads the events appended during the seek. After a failed seek to the live end, another read would fail again.
    if (this.#isSeekLive && !wasSentLive) void this.#follower.follow()
  }

  #setLive(isLive: boolean): void {
    this.#update({ isLive, newEvents: isLive ? 0 : this.#view.lastPosition - this.#leftAt })
  }

  async #reach(position: number, isLive: boolean, isWanted: () => boolean, run: Run): Promise<boolean> {
    const { past } = this
    const again = async (): Promise<boolean> =>
      this.#reach(Math.min(position, await this.#sequence.lastPosition()), isLive, isWanted, run)
    try {
      past.keyframes.moveTo(position)
      const onReached = (reached: number): void => this.#update(isWanted() ? { reached } : {})
      const keyframe = await past.statesAt(position, { isWanted, onReached })
      const event = await past.eventAt(position)
      if (past !== this.past) return again()
      if (!keyframe || run.isOver) return false
      past.events.readAhead(this.#view.position, position, this.#view.lastPosition)
      this.#show(past, { ...keyframe, event }, isLive)
      if (isLive && isWanted()) this.#seeks.countFrom(Infinity)
      this.#prepare(run)
      return true
    } catch (error) {
      if (isWanted() && past !== this.past) return again()
      return isWanted() && this.#showLastGood(past, isLive, isWanted, error)
    }
  }

  /** Shows the last good state if the playhead is live, or if the shown state belongs to another past. Otherwise the shown state stays. */
  async #showLastGood(past: PastStates<E>, isLive: boolean, isWanted: () => boolean, error: unknown): Promise<false> {
    const good = await past.lastGood(error)
    const event = good && (await past.eventAt(good.position).catch(() => undefined))
    if (!isWanted()) return false
    if (good && past === this.past) {
      const isNewer = isLive && this.#isShownLive && good.position > this.#view.position
      if (isNewer || this.#shownPast !== past) this.#show(past, { ...good, event }, isLive, error)
      this.#seeks.countFrom(this.#view.position)
      const staysLive = isLive && this.#isShownLive
      this.#isSeekLive = staysLive
      this.#setLive(staysLive)
    }
    this.#fail(error)
    throw error
  }

  #show(past: PastStates<E>, next: Keyframe & Pick<PlayheadView<E>, 'event'>, isLive: boolean, error?: unknown): void {
    this.#shownPast = past
    this.#isShownLive = isLive
    const { position, event } = next
    const lastPosition = Math.max(position, this.#view.lastPosition)
    const states = statesSharing(this.#view, next)
    this.#update({ states, position, event, lastPosition, reached: undefined, error })
  }

  #prepare(run: Run): void {
    const { past } = this
    if (run.isOver || this.#shownPast !== past) return
    const idleTime = {
      lastPosition: () => this.#view.lastPosition,
      isWanted: () => past === this.past && !run.isOver,
      isIdle: () => this.#seeks.isIdle && !run.isOver,
      untilIdle: () => this.#seeks.settled(),
    }
    void past.prepare(idleTime).then(() => {
      // The playhead was started again, or the log was replaced.
      if (!idleTime.isWanted() && this.#follower.run) this.#prepare(this.#follower.run)
    })
  }

  async #readEnd(run: Run, announced: number): Promise<void> {
    const { position: lastPosition, isSame } = await this.#end.read(announced)
    // Runs even after a stop, because the next read compares with this end.
    if (!isSame) this.#past = this.#newPast()
    if (run.isOver) return
    this.#leftAt = Math.min(this.#leftAt, lastPosition)
    this.#update({ lastPosition, newEvents: this.#view.isLive ? 0 : lastPosition - this.#leftAt })
    const isOfThisPast = (): boolean => (this.#shownPast ?? this.past) === this.past
    if (!this.#view.isLive && isOfThisPast()) return
    // Seeks of the user have priority, and may lead to the end of the log.
    while (!this.#seeks.isIdle) await this.#seeks.settled()
    if (run.isOver) return
    const { isLive, position } = this.#view
    if (isLive && (position !== lastPosition || !isOfThisPast())) await this.go(async () => lastPosition, true, false)
    // Another event may be at this position now.
    else if (!isLive && !isOfThisPast()) await this.go((from) => from())
  }

  #fail(error: unknown): void {
    this.#update({ error, reached: undefined })
  }

  #update(changes: Partial<PlayheadView<E>>): void {
    if (this.#isStopped) return
    this.#view = { ...this.#view, ...changes }
    this.#onChange(changes)
  }
}
