import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'

/** Where a playhead stands. */
export type Standing<E extends DomainEvent> = {
  /** The states as of `position`, one for each projection. Never changed afterwards. */
  readonly states: readonly unknown[]
  /** After so many events of the log. */
  readonly position: number
  /** The last of them; none at position 0. */
  readonly event: RecordedEvent<E> | undefined
  /** Where the log ends, as far as is known. */
  readonly lastPosition: number
  /** Follows the end of the log. Otherwise it stays where it is, whatever is appended. */
  readonly isLive: boolean
  /** Events appended since it left the present. */
  readonly newEvents: number
  /** How far a seek that takes long got. */
  readonly reached: number | undefined
  /** What the last seek, or following the log, failed with. What is shown is the last good state, or what was shown before. */
  readonly error: unknown
}

/** Where a playhead stands before it knows the log. */
export function atTheBeginning<E extends DomainEvent>(states: readonly unknown[]): Standing<E> {
  return {
    states,
    position: 0,
    event: undefined,
    lastPosition: 0,
    isLive: true,
    newEvents: 0,
    reached: undefined,
    error: undefined,
  }
}
