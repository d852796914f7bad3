import { checkOptions, clockTime, ordinal } from '../events/argument-checks.ts'
import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent, NewEvent, RecordedEvent } from '../events/domain-event.ts'

/** The version, position and time at which a history begins. */
export type RecordedFrom = {
  /** Version of the first event, default 1. */
  readonly version?: number
  /** Position of the first event, default 1. */
  readonly position?: number
  /** Recorded time of all events, in milliseconds since the Unix epoch; default 0. */
  readonly recordedAt?: number
}

const recordedFrom = { version: ordinal, position: ordinal, recordedAt: clockTime }

/**
 * Returns events of one stream as if they had been appended to an empty log.
 *
 * @param from version, position and time of the first event
 * @throws {@link InvalidArgument} an option of `from` is invalid
 *
 * @example
 * ```ts
 * const history = recordedEvents('account:1', [accountOpened('Ada'), moneyDeposited(100)])
 * ```
 */
export function recordedEvents<E extends DomainEvent>(
  streamId: string,
  events: readonly NewEvent<E>[],
  from: RecordedFrom = {},
): RecordedEvent<E>[] {
  const { version = 1, position = 1, recordedAt = 0 } = checkOptions(from, recordedFrom)
  return events.map((event, index) =>
    recordedEvent(streamId, copyOfEvent(event), { version: version + index, position: position + index, recordedAt }),
  )
}

/** Returns a new event as a recorded event. */
export function recordedEvent<E extends DomainEvent>(
  streamId: string,
  event: NewEvent<E>,
  { version, position, recordedAt }: Required<RecordedFrom>,
): RecordedEvent<E> {
  const recorded = {
    metadata: {},
    id: `event-${position}`,
    ...event,
    streamId,
    streamVersion: version,
    globalPosition: position,
    recordedAt,
  }
  // Sound: a store accepts only JSON as metadata, whatever the event's type allows.
  return recorded as RecordedEvent<E>
}
