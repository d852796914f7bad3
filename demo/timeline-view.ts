import type { EventStore, RecordedEvent } from 'rewindable'
import type { RewindableTimeline } from 'rewindable/devtools'
import { type BankEvent, balances } from '../examples/bank-account.ts'
import { type BankHistory, bankHistory, entryAt } from './bank-history.ts'
import type { Moment } from './time-machine.ts'
import { describeEntry } from './wording.ts'

/** The timeline under the bank: speaks of events as the bank does, and tells the style sheets what it shows and covers. */
export function timelineView(
  timeline: RewindableTimeline,
  store: EventStore<BankEvent>,
  bankAsOfNow: () => BankHistory,
): (moment: Moment) => void {
  timeline.describe = (event) => describe(event, bankAsOfNow())
  timeline.store = store
  timeline.projections = [balances, bankHistory]
  new ResizeObserver(() => {
    document.documentElement.style.setProperty('--timeline-height', `${timeline.offsetHeight}px`)
  }).observe(timeline)

  return ({ isLive }) => {
    document.documentElement.dataset.viewing = isLive ? 'live' : 'past'
  }
}

/** The state of {@link bankHistory} among those of the timeline. */
export function bankOf(states: readonly unknown[]): BankHistory {
  // The second projection that the timeline was given.
  return states[1] as BankHistory
}

/** Of a fork, an event is none of the bank's. */
function describe({ globalPosition, recordedAt, type }: RecordedEvent, bank: BankHistory): string {
  const entry = entryAt(bank, globalPosition)
  const isSame = entry?.position === globalPosition && entry.recordedAt === recordedAt && entry.type === type
  return isSame ? describeEntry(entry, bank) : type
}
