import type { DomainEvent } from '../log/domain-event.ts'
import type { Playback } from './playback.ts'
import type { Standing } from './standing.ts'
import type { TimelineFilter } from './timeline-filter.ts'

/** A moment to come back to. */
export type Bookmark = {
  readonly position: number
  /** Id of the event at the position. */
  readonly eventId: string
  readonly label: string
}

/** How much a {@link Timeline} remembers. */
export type KeyframesInMemory = { readonly positions: readonly number[]; readonly bytes: number }

/** What a timeline shows. */
export type TimelineView<State, E extends DomainEvent = DomainEvent> = Omit<Standing<E>, 'states'> & {
  /** The state as of `position`; of several projections, theirs in the order given. Never changed afterwards, nor by you: other states are folded from it. */
  readonly state: State
  readonly playing: Required<Playback> | undefined
  readonly filter: TimelineFilter<E>
  /** In the order of their positions. */
  readonly bookmarks: readonly Bookmark[]
}

/** In the order of their positions, each of which has one at most. */
export function withBookmark(bookmarks: readonly Bookmark[], bookmark: Bookmark): readonly Bookmark[] {
  const others = bookmarks.filter(({ position }) => position !== bookmark.position)
  return [...others, bookmark].sort((one, other) => one.position - other.position)
}
