import { checkOptions, clockTime, ordinal } from '../log/argument-checks.ts'
import { copyOfEvent } from '../log/copy-event.ts'
import type { DomainEvent, NewEvent, RecordedEvent } from '../log/domain-event.ts'

/** Where a history begins. */
export type RecordedFrom = {
  /** Version of the first event, default 1. */
  readonly version?: number
  /** Position of the first event, default 1. */
  readonly position?: number
  /** When all of them were recorded, in milliseconds since the Unix epoch; default 0. */
  readonly recordedAt?: number
}

const recordedFrom = { version: ordinal, position: ordinal, recordedAt: clockTime }

/**
 * A history of one stream, as if it had been appended to an empty log.
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

/** One event as it is recorded. */
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
  // An event's metadata is JSON, whatever its type says: anything else is refused when it is appended.
  return recorded as RecordedEvent<E>
}
