import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { ofOneHistory } from '../log/one-history.ts'
import { eventNear, type Past } from './last-good.ts'
import type { Playhead } from './playhead.ts'
import { type TimelineFilter, visibleFrom } from './timeline-filter.ts'

/** Reads something of the past as of a position, or as of the end if the log ends before it. All of it is of one log. */
export function askPast<E extends DomainEvent, Answer>(
  store: EventStore<E>,
  playhead: Playhead<E>,
  position: number,
  read: (past: Past<E>, position: number) => Promise<Answer>,
): Promise<Answer> {
  return ofOneHistory(store, async () => {
    const within = await playhead.within(position)
    return read(playhead.past, within)
  })
}

/** The first visible event behind a position. */
export function nextVisible<E extends DomainEvent>(
  store: EventStore<E>,
  playhead: Playhead<E>,
  { filter, position }: { readonly filter: TimelineFilter<E>; readonly position: number },
): Promise<RecordedEvent<E> | undefined> {
  return ofOneHistory(store, async () => {
    const next = await visibleFrom(store, filter, position, 1)
    return next > position ? eventNear(playhead.past, next) : undefined
  })
}
