import { type LiveProjection, LogLost } from 'rewindable'
import type { RewindableTimeline } from 'rewindable/devtools'
import type { BankEvent } from '../examples/bank-account.ts'
import type { BankHistory } from './bank-history.ts'
import type { BankState } from './bank-state.ts'
import { ForkHistory, type OtherWay } from './fork-history.ts'

/** The displayed state of the bank, and its position in the log. */
export type Moment = {
  /** Whether the page displays the end of the log, where the user can append events. */
  readonly isLive: boolean
  /** Whether the log was deleted. Then the page displays the last known state. */
  readonly isLost: boolean
  /** The displayed fork of the log, if any. */
  readonly fork: OtherWay | undefined
  /** Whether the page displays the last event of the log or of the fork. */
  readonly isAtEnd: boolean
  readonly position: number
  readonly lastPosition: number
  /** The bank at the displayed position. */
  readonly shown: BankState
  /** The complete history of the displayed log or fork. */
  readonly history: BankHistory
  /** The latest state of the bank, with its history. */
  readonly live: BankHistory
}

/**
 * The displayed moment of the timeline, for the rest of the page. Balances, log and chart follow it.
 *
 * Dispatches `change`, and `move` when the page moves the timeline.
 */
export class TimeMachine extends EventTarget {
  readonly #timeline: RewindableTimeline
  readonly #live: LiveProjection<BankHistory, BankEvent>
  readonly #fork = new ForkHistory()
  readonly #bankOf: (states: readonly unknown[]) => BankState

  /** @param bankOf returns the bank from the states of the timeline */
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

  /** Moves the timeline to a position; 0 is before the first event. The last position is live. */
  goTo(position: number): void {
    const { timeline } = this.#timeline
    const isEnd = position >= (timeline?.getSnapshot().lastPosition ?? 0)
    // Ignored here, because the timeline displays the error of the log.
    void (isEnd ? timeline?.toLive() : timeline?.seek(position))?.catch(() => {})
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'))
  }
}
