import { type LiveProjection, LogLost } from 'rewindable'
import type { RewindableTimeline } from 'rewindable/devtools'
import type { BankEvent } from '../examples/bank-account.ts'
import type { BankHistory } from './bank-history.ts'
import type { BankState } from './bank-state.ts'

/** What the page shows, and where that lies in the log. */
export type Moment = {
  /** What is shown is the end of the log, and may be changed. */
  readonly isLive: boolean
  /** The log was deleted: what is shown is the last that was known, and nothing follows. */
  readonly isLost: boolean
  /** A fork of the log is shown. */
  readonly isFork: boolean
  readonly position: number
  readonly lastPosition: number
  /** The bank on the screen, as of the position. */
  readonly shown: BankState
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
      const { isLive, position } = this.moment
      if (!isLive && position !== wasAt) this.dispatchEvent(new Event('move'))
      wasAt = position
      this.#changed()
    })
    for (const type of ['change', 'error']) live.addEventListener(type, () => this.#changed())
  }

  get moment(): Moment {
    const view = this.#timeline.timeline?.getSnapshot()
    const isFork = this.#timeline.fork !== undefined
    const isLost = this.#live.error instanceof LogLost
    const isLive = isLost || !view || (view.isLive && !isFork)
    const { state: live, position: lastPosition } = this.#live
    const present = { isLive, isLost, isFork, lastPosition, live }
    if (isLive) return { ...present, position: lastPosition, shown: live }
    return { ...present, position: view.position, shown: this.#bankOf(view.state) }
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
