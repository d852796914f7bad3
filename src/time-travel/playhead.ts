import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import { InvalidArgument } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { LogEnd } from './log-end.ts'
import { PastStates } from './past-states.ts'
import { type Goal, Seeks } from './seeks.ts'

/** Where a playhead stands. */
export type Standing<E extends DomainEvent> = {
  /** The states as of `position`, one for each projection. Never changed afterwards. */
  readonly states: readonly unknown[]
  /** After so many events of the log. */
  readonly position: number
  /** The last of them; none at position 0. */
  readonly event: RecordedEvent<E> | undefined
  /** Where the log ends, as far as is known. */
  readonly lastPosition: number
  /** Follows the end of the log. Otherwise it stays where it is, whatever is appended. */
  readonly isLive: boolean
  /** Events appended since it left the present. */
  readonly newEvents: number
  /** How far a seek that takes long got. */
  readonly reached: number | undefined
  /** What the last seek, or following the log, failed with; what is shown is what was shown before. */
  readonly error: unknown
}

/** Stands somewhere in the log, goes where it is sent, and follows the end of the log while it is live. */
export class Playhead<E extends DomainEvent> {
  readonly #store: EventStore<E>
  readonly #newPast: () => PastStates<E>
  readonly #onChange: (changes: Partial<Standing<E>>) => void
  readonly #end: LogEnd<E>
  readonly #seeks = new Seeks()
  readonly #unfollow: () => void
  readonly #started: Promise<void>
  #past: PastStates<E>
  #standing: Standing<E>
  #leftAt = 0
  /** What `isLive` was when it was last known where to go. */
  #isBoundLive = true
  #hasNews = false
  #isFollowing = false
  #tending: Promise<void> | undefined
  #isStopped = false

  /** @param memory for keyframes, in bytes */
  constructor(
    store: EventStore<E>,
    definitions: readonly ProjectionDefinition<unknown, E>[],
    memory: number,
    onChange: (changes: Partial<Standing<E>>) => void,
  ) {
    this.#store = store
    this.#newPast = () => new PastStates(store, definitions, memory)
    this.#onChange = onChange
    this.#end = new LogEnd(store)
    this.#past = this.#newPast()
    this.#standing = {
      states: this.#past.keyframes.before(0).states,
      position: 0,
      event: undefined,
      lastPosition: 0,
      isLive: true,
      newEvents: 0,
      reached: undefined,
      error: undefined,
    }
    // The doorbell first, then the first look: an append in between rings.
    this.#unfollow = store.onTail((lastPosition) => {
      if (lastPosition === undefined || lastPosition > this.#standing.lastPosition) this.#follow()
    })
    this.#started = this.#follow()
  }

  get standing(): Standing<E> {
    return this.#standing
  }

  /** Of the log as it is now: another one after it went back. */
  get past(): PastStates<E> {
    return this.#past
  }

  /** @returns whether it arrived; not so when a newer call took its place */
  go(goal: Goal, isLive = false): Promise<boolean> {
    const { lastPosition, isLive: wasLive } = this.#standing
    if (wasLive && !isLive) this.#leftAt = lastPosition
    this.#turn(isLive)
    return this.#seeks.go(
      async (from, isNewest) => {
        try {
          const position = await this.within(await goal(async () => this.within(await from()), isNewest))
          if (isNewest()) this.#isBoundLive = isLive
          return position
        } catch (error) {
          if (isNewest()) this.#stay(isLive, error)
          throw error
        }
      },
      (position, isNewest) => this.#reach(position, isNewest),
    )
  }

  toLive(): Promise<boolean> {
    return this.go(async () => Infinity, true)
  }

  /** The position, or the last one if the log ends before it. */
  async within(position: number): Promise<number> {
    return position <= this.#standing.lastPosition ? position : Math.min(position, await this.#store.lastPosition())
  }

  /** Resolves when it has nothing to do. */
  async prepared(): Promise<void> {
    await this.#started
    await this.#seeks.settled()
    await this.#tending
  }

  stop(): void {
    this.#unfollow()
    this.#isStopped = true
  }

  /** Whoever was sent nowhere is live, or is not, as before. */
  #stay(wasSentLive: boolean, error: unknown): void {
    this.#turn(this.#isBoundLive)
    this.#fail(error instanceof InvalidArgument ? this.#standing.error : error)
    // What came meanwhile. Not for who was sent to live: once more would fail once more.
    if (this.#isBoundLive && !wasSentLive) void this.#follow()
  }

  #turn(isLive: boolean): void {
    this.#stand({ isLive, newEvents: isLive ? 0 : this.#standing.lastPosition - this.#leftAt })
  }

  async #reach(position: number, isNewest: () => boolean): Promise<boolean> {
    const past = this.#past
    const isWanted = (): boolean => isNewest() && !this.#isStopped
    try {
      past.keyframes.moveTo(position)
      const onReached = (reached: number): void => this.#stand({ reached })
      const keyframe = await past.at(position, { isWanted, onReached })
      const event = await past.events.at(position)
      if (past !== this.#past) return this.#reach(Math.min(position, await this.#store.lastPosition()), isNewest)
      if (!keyframe || this.#isStopped) return false
      past.events.readAhead(this.#standing.position, position, this.#standing.lastPosition)
      const lastPosition = Math.max(position, this.#standing.lastPosition)
      this.#stand({ states: keyframe.states, position, event, lastPosition, reached: undefined, error: undefined })
      this.#tend()
      return true
    } catch (error) {
      if (!isWanted()) return false
      this.#fail(error)
      throw error
    }
  }

  /** Lays keyframes in its leisure. Nobody waits for them: who comes to where they failed is told. */
  #tend(): void {
    const past = this.#past
    this.#tending ??= past
      .complete({
        lastPosition: () => this.#standing.lastPosition,
        isWanted: () => past === this.#past && !this.#isStopped,
        isIdle: () => this.#seeks.isIdle && !this.#isStopped,
        untilIdle: () => this.#seeks.settled(),
      })
      .catch(() => {})
      .finally(() => {
        this.#tending = undefined
      })
  }

  /** However many times the bell rings while one look is under way, one more follows it. */
  async #follow(): Promise<void> {
    this.#hasNews = true
    if (this.#isFollowing) return
    this.#isFollowing = true
    while (this.#hasNews && !this.#isStopped) {
      this.#hasNews = false
      await this.#look().catch((error: unknown) => this.#fail(error))
    }
    this.#isFollowing = false
  }

  async #look(): Promise<void> {
    const { position: lastPosition, isSame } = await this.#end.look()
    if (this.#isStopped) return
    if (!isSame) this.#past = this.#newPast()
    this.#leftAt = Math.min(this.#leftAt, lastPosition)
    this.#stand({ lastPosition, newEvents: this.#standing.isLive ? 0 : lastPosition - this.#leftAt })
    if (!this.#standing.isLive && isSame) return
    // What the person asked for comes first, and may lead to the end by itself.
    await this.#seeks.settled()
    const { isLive, position } = this.#standing
    if (isLive && (position !== lastPosition || !isSame)) await this.toLive()
    // What stands there now may be another event.
    else if (!isLive && !isSame) await this.go((from) => from())
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
