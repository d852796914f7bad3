import type { DomainEvent } from '../events/domain-event.ts'
import type { EventSequence } from '../log/event-sequence.ts'
import { withinOneHistory } from '../log/within-one-history.ts'
import type { PastStates } from './past-states.ts'
import type { EventAt } from './playback.ts'
import type { Playhead } from './playhead.ts'
import { type TimelineFilter, visibleFrom } from './timeline-filter.ts'

/** Calls `read` with the past and the position, limited to the end of the sequence. The result belongs to one history. */
export function readPast<E extends DomainEvent, Result>(
  sequence: EventSequence<E>,
  playhead: Playhead<E>,
  position: number,
  read: (past: PastStates<E>, position: number) => Promise<Result>,
): Promise<Result> {
  return withinOneHistory(sequence, async () => {
    const within = await playhead.within(position)
    return read(playhead.past, within)
  })
}

/** Returns the first visible event after a position, and its position. */
export function nextVisible<E extends DomainEvent>(
  sequence: EventSequence<E>,
  playhead: Playhead<E>,
  { filter, position }: { readonly filter: TimelineFilter<E>; readonly position: number },
): Promise<EventAt<E> | undefined> {
  return withinOneHistory(sequence, async () => {
    const next = await visibleFrom(sequence, filter, position, 1)
    const event = next > position ? await playhead.past.eventAt(next) : undefined
    return event && { event, position: next }
  })
}
