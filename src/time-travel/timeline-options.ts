import { callback, checkOptions, count } from '../events/argument-checks.ts'
import type { DomainEvent, OfStore } from '../events/domain-event.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { anArray } from './timeline-filter.ts'
import type { Bookmark } from './timeline-view.ts'

/** One projection, or a list of projections. For a list, `State` is the list of their states. */
export type TimelineProjections<State, E extends DomainEvent> =
  | ProjectionDefinition<State, OfStore<E>>
  | { readonly [Index in keyof State]: ProjectionDefinition<State[Index], OfStore<E>> }

/** Options of {@link Timeline}. */
export type TimelineOptions = {
  /** The approximate memory for keyframes, in bytes. With less memory, a seek folds more events. Default 32 MiB. */
  readonly keyframeMemory?: number
  /** The bookmarks from the view of an earlier timeline. */
  readonly bookmarks?: readonly Bookmark[]
  /** Waits between two events during playback. The signal is aborted when playback ends. Default: a timer. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>
}

/** Returns the definitions as a list. The states of the timeline have the same order. */
export function listOfDefinitions<State, E extends DomainEvent>(
  projections: TimelineProjections<State, E>,
): readonly ProjectionDefinition<unknown, E>[] {
  return (Array.isArray(projections) ? projections : [projections]) as ProjectionDefinition<unknown, E>[]
}

/** Checks the options and adds the defaults. @throws {@link InvalidArgument} an option is invalid */
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
