import { callback, checkOptions, count } from '../events/argument-checks.ts'
import type { DomainEvent, OfStore } from '../events/domain-event.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { anArray } from './timeline-filter.ts'
import type { Bookmark } from './timeline-view.ts'

/** One projection, or a list of them. Of a list, `State` is the list of their states. */
export type TimelineProjections<State, E extends DomainEvent> =
  | ProjectionDefinition<State, OfStore<E>>
  | { readonly [Index in keyof State]: ProjectionDefinition<State[Index], OfStore<E>> }

/** Options of {@link Timeline}. */
export type TimelineOptions = {
  /** About how much memory keyframes may use, in bytes. With less, a seek folds more events. Default 32 MiB. */
  readonly keyframeMemory?: number
  /** The bookmarks from the view of an earlier timeline. */
  readonly bookmarks?: readonly Bookmark[]
  /** Waits between two events while it plays. The signal is aborted when playing ends. Default: a timer. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>
}

// The order of the list alone says which state belongs to which definition.
export function listOfDefinitions<State, E extends DomainEvent>(
  projections: TimelineProjections<State, E>,
): readonly ProjectionDefinition<unknown, E>[] {
  return (Array.isArray(projections) ? projections : [projections]) as ProjectionDefinition<unknown, E>[]
}

/** @throws {@link InvalidArgument} */
export function completeOptions(options: TimelineOptions): Required<TimelineOptions> {
  const given = checkOptions(options, { keyframeMemory: count, bookmarks: anArray, wait: callback })
  return { keyframeMemory: 32 * 1024 * 1024, bookmarks: [], wait: timer, ...given }
}

function timer(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timeout = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end, { once: true })
    function end(): void {
      clearTimeout(timeout)
      signal.removeEventListener('abort', end)
      resolve()
    }
  })
}
