import { type Check, callback, checkOptions } from '../events/argument-checks.ts'
import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { type EventSequence, positionIn } from '../log/event-sequence.ts'
import { withinOneHistory } from '../log/within-one-history.ts'

/** Selects the visible events. A step goes from one visible event to the next. Hidden events are still folded. */
export type TimelineFilter<E extends DomainEvent = DomainEvent> = {
  /** Only events of these streams. */
  readonly streamIds?: readonly string[]
  /** Only events of these types. */
  readonly types?: readonly E['type'][]
  /** Only events for which the function returns true. */
  readonly where?: (event: RecordedEvent<E>) => boolean
}

export const anArray: Check = ['an array', Array.isArray]
export const aWholeNumber: Check = ['a whole number', Number.isSafeInteger]

/** Checks the fields of a filter. @throws {@link InvalidArgument} a field is invalid */
export function checkFilter<E extends DomainEvent>(filter: TimelineFilter<E>): void {
  checkOptions(filter, { streamIds: anArray, types: anArray, where: callback })
}

/** Returns whether a filter selects an event. */
export function isVisible<E extends DomainEvent>(
  { streamIds, types, where }: TimelineFilter<E>,
  event: RecordedEvent<E>,
): boolean {
  // The function receives a copy, as a handler does.
  return (
    (streamIds?.includes(event.streamId) ?? true) &&
    (types?.includes(event.type) ?? true) &&
    (where?.(copyOfEvent(event)) ?? true)
  )
}

/**
 * Returns the position at a distance of a number of visible events.
 *
 * @param by the number of events; negative: backward
 * @returns the position. If there are fewer events: the position of the last visible event, or 0
 */
export async function visibleFrom<E extends DomainEvent>(
  sequence: EventSequence<E>,
  filter: TimelineFilter<E>,
  from: number,
  by: number,
): Promise<number> {
  if (!filter.streamIds && !filter.types && !filter.where) return Math.max(0, from + by)
  return withinOneHistory(sequence, () => search(sequence, filter, from, by))
}

async function search<E extends DomainEvent>(
  sequence: EventSequence<E>,
  filter: TimelineFilter<E>,
  from: number,
  by: number,
): Promise<number> {
  const range =
    by > 0
      ? ({ fromPosition: from + 1 } as const)
      : ({ toPosition: Math.max(0, from - 1), direction: 'backward' } as const)
  let left = Math.abs(by)
  let position = from
  for await (const page of sequence.readBatches(range)) {
    for (const event of page) {
      if (left === 0) return position
      if (!isVisible(filter, event)) continue
      position = positionIn(sequence, event)
      left -= 1
    }
  }
  return by < 0 && left > 0 ? 0 : position
}
