import type { EventStore, RecordedEvent } from 'rewindable'
import type { RewindableTimeline } from 'rewindable/devtools'
import type { BankEvent } from '../examples/bank-account.ts'
import type { BankHistory } from './bank-history.ts'
import { type BankState, bankState } from './bank-state.ts'
import type { Moment } from './time-machine.ts'
import { describeEntry } from './wording.ts'

/**
 * The timeline below the bank. Describes events like the bank does, and publishes its state and height to style sheets.
 */
export function timelineView(
  timeline: RewindableTimeline,
  store: EventStore<BankEvent>,
  histories: () => readonly BankHistory[],
): (moment: Moment) => void {
  timeline.describe = (event) => describe(event, histories())
  timeline.store = store
  timeline.projections = [bankState]
  new ResizeObserver(() => {
    document.documentElement.style.setProperty('--timeline-height', `${timeline.offsetHeight}px`)
  }).observe(timeline)

  let asked: unknown
  return ({ isLive, fork }) => {
    document.documentElement.dataset.viewing = isLive ? 'live' : 'past'
    if (asked === fork?.without) return
    asked = fork?.without
    if (asked) showAnswer(timeline)
  }
}

/** Closes the panels to make room for the chart, and moves the focus to the slider. */
function showAnswer(timeline: RewindableTimeline): void {
  timeline.removeAttribute('open')
  timeline.focus()
  document.querySelector('#chart')?.scrollIntoView({ block: 'start' })
}

/** Returns the state of {@link bankState} from the states of the timeline. */
export function bankOf(states: readonly unknown[]): BankState {
  // The timeline has only one projection.
  return states[0] as BankState
}

/** An event can have different positions in a fork and in the log, or exist in only one of them. */
function describe({ id, globalPosition, type }: RecordedEvent, histories: readonly BankHistory[]): string {
  for (const history of histories) {
    const entry = history.entries.lastUpTo(globalPosition)
    if (entry?.id === id) return describeEntry(entry, history)
  }
  return type
}
