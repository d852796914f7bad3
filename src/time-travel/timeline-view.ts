import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { Playback } from './playback.ts'
import type { TimelineFilter } from './timeline-filter.ts'

/** A marked position. */
export type Bookmark = {
  readonly position: number
  /** Id of the event at the position. */
  readonly eventId: string
  readonly label: string
}

/** The keyframes that a {@link Timeline} has in memory. */
export type KeyframesInMemory = { readonly positions: readonly number[]; readonly bytes: number }

/** The position that a playhead shows, and the states there. */
export type PlayheadView<E extends DomainEvent> = {
  /** The states at `position`, one for each projection. They never change. */
  readonly states: readonly unknown[]
  /** The position of the last event in the states. */
  readonly position: number
  /** The event at `position`; `undefined` at position 0. */
  readonly event: RecordedEvent<E> | undefined
  /** The last known position of the log. */
  readonly lastPosition: number
  /** Whether the playhead follows the end of the log. Otherwise, new events do not move the playhead. */
  readonly isLive: boolean
  /** The number of events appended since the playhead left the end of the log. */
  readonly newEvents: number
  /** The position that a long seek has reached so far; `undefined`: no long seek is in progress. */
  readonly reached: number | undefined
  /** The error of the last seek, or of following the log. The view then shows the last good state, or does not change. */
  readonly error: unknown
}

/** Returns the view of a playhead before its first read of the log. */
export function initialView<E extends DomainEvent>(states: readonly unknown[]): PlayheadView<E> {
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

/** The view of a timeline. */
export type TimelineView<State, E extends DomainEvent = DomainEvent> = Omit<PlayheadView<E>, 'states'> & {
  /**
   * The state at `position`; for a list of projections, the list of their states. It never changes. You must not change it either,
   * because other states are folded from it.
   */
  readonly state: State
  readonly playing: Required<Playback> | undefined
  readonly filter: TimelineFilter<E>
  /** The bookmarks in the order of their positions. */
  readonly bookmarks: readonly Bookmark[]
}

/** Returns the bookmarks and a new one, in the order of positions. The new one replaces a bookmark at the same position. */
export function withBookmark(bookmarks: readonly Bookmark[], bookmark: Bookmark): readonly Bookmark[] {
  const others = bookmarks.filter(({ position }) => position !== bookmark.position)
  return [...others, bookmark].sort((one, other) => one.position - other.position)
}
