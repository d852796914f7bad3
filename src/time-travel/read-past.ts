import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { withinOneHistory } from '../log/within-one-history.ts'
import type { PastStates } from './past-states.ts'
import type { Playhead } from './playhead.ts'
import { type TimelineFilter, visibleFrom } from './timeline-filter.ts'

/** Calls `read` with the past and the position, limited to the end of the log. The result belongs to one history. */
export function readPast<E extends DomainEvent, Result>(
  store: EventStore<E>,
  playhead: Playhead<E>,
  position: number,
  read: (past: PastStates<E>, position: number) => Promise<Result>,
): Promise<Result> {
  return withinOneHistory(store, async () => {
    const within = await playhead.within(position)
    return read(playhead.past, within)
  })
}

/** Returns the first visible event after a position. */
export function nextVisible<E extends DomainEvent>(
  store: EventStore<E>,
  playhead: Playhead<E>,
  { filter, position }: { readonly filter: TimelineFilter<E>; readonly position: number },
): Promise<RecordedEvent<E> | undefined> {
  return withinOneHistory(store, async () => {
    const next = await visibleFrom(store, filter, position, 1)
    return next > position ? playhead.past.eventAt(next) : undefined
  })
}
