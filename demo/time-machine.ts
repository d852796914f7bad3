import { type LiveProjection, LogLost } from 'rewindable'
import type { RewindableTimeline } from 'rewindable/devtools'
import type { BankEvent } from '../examples/bank-account.ts'
import type { BankHistory } from './bank-history.ts'
import type { BankState } from './bank-state.ts'
import { ForkHistory, type OtherWay } from './fork-history.ts'

/** What the page shows, and where that lies in the log. */
export type Moment = {
  /** What is shown is the end of the log, and may be changed. */
  readonly isLive: boolean
  /** The log was deleted: what is shown is the last that was known, and nothing follows. */
  readonly isLost: boolean
  /** A fork of the log is shown: where the bank could have come to. */
  readonly fork: OtherWay | undefined
  /** The last event of what is shown, be it the log or a fork. */
  readonly isAtEnd: boolean
  readonly position: number
  readonly lastPosition: number
  /** The bank on the screen, as of the position. */
  readonly shown: BankState
  /** All that led there and beyond, in which the position counts: the history of the bank, or of the fork. */
  readonly history: BankHistory
  /** The bank as of now, with all that led there. */
  readonly live: BankHistory
}

/**
 * What the timeline shows, for the rest of the page: balances, log and chart follow it wherever it is scrubbed.
 *
 * Dispatches `change`, and `move` when the timeline was sent elsewhere.
 */
export class TimeMachine extends EventTarget {
  readonly #timeline: RewindableTimeline
  readonly #live: LiveProjection<BankHistory, BankEvent>
  readonly #fork = new ForkHistory()
  readonly #bankOf: (states: readonly unknown[]) => BankState

  /** @param bankOf finds the bank among the states that the timeline shows */
  constructor(
    timeline: RewindableTimeline,
    live: LiveProjection<BankHistory, BankEvent>,
    bankOf: (states: readonly unknown[]) => BankState,
  ) {
    super()
    this.#timeline = timeline
    this.#live = live
    this.#bankOf = bankOf
    let wasAt = this.moment.position
    timeline.addEventListener('moment', () => {
      this.#fork.follow(timeline.fork)
      const { isLive, position } = this.moment
      if (!isLive && position !== wasAt) this.dispatchEvent(new Event('move'))
      wasAt = position
      this.#changed()
    })
    this.#fork.addEventListener('change', () => this.#changed())
    for (const type of ['change', 'error']) live.addEventListener(type, () => this.#changed())
  }

  get moment(): Moment {
    const view = this.#timeline.timeline?.getSnapshot()
    const isLost = this.#live.error instanceof LogLost
    const fork = isLost ? undefined : this.#fork.way
    const isLive = isLost || !view || (view.isLive && !fork)
    const { state: live, position: lastPosition } = this.#live
    const present = { isLive, isLost, fork, lastPosition, live, history: fork?.history ?? live }
    if (isLive) return { ...present, position: lastPosition, shown: live, isAtEnd: true }
    const { position, state, isLive: isAtEnd } = view
    return { ...present, position, shown: this.#bankOf(state), isAtEnd }
  }

  /** Rewinds to the moment right after an event; 0 is before the first. The last event is the present. */
  goTo(position: number): void {
    const { timeline } = this.#timeline
    const isEnd = position >= (timeline?.getSnapshot().lastPosition ?? 0)
    // The timeline itself says what the log failed with.
    void (isEnd ? timeline?.toLive() : timeline?.seek(position))?.catch(() => {})
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'))
  }
}
