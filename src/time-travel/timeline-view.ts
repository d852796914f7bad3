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
  /** After so many events of the log. */
  readonly position: number
  /** The last of them; none at position 0. */
  readonly event: RecordedEvent<E> | undefined
  /** Where the log ends, as far as is known. */
  readonly lastPosition: number
  /** It follows the end of the log. Otherwise it stays at its position when events are appended. */
  readonly isLive: boolean
  /** Events appended since it left the end of the log. */
  readonly newEvents: number
  /** How far a long seek got. */
  readonly reached: number | undefined
  /** The error of the last seek, or of following the log. The last good state is shown, or the state before. */
  readonly error: unknown
}

/** What a playhead shows before it has read the log. */
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

/** What a timeline shows. */
export type TimelineView<State, E extends DomainEvent = DomainEvent> = Omit<PlayheadView<E>, 'states'> & {
  /**
   * The state at `position`; of several projections, a list of their states. It never changes, and you must not change it: other
   * states are folded from it.
   */
  readonly state: State
  readonly playing: Required<Playback> | undefined
  readonly filter: TimelineFilter<E>
  /** In the order of their positions. */
  readonly bookmarks: readonly Bookmark[]
}

/** Adds a bookmark, in the order of positions. It replaces the one at its position. */
export function withBookmark(bookmarks: readonly Bookmark[], bookmark: Bookmark): readonly Bookmark[] {
  const others = bookmarks.filter(({ position }) => position !== bookmark.position)
  return [...others, bookmark].sort((one, other) => one.position - other.position)
}
