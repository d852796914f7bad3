import { type Check, callback, checkOptions, count } from '../log/argument-checks.ts'
import type { Bookmark } from './timeline-view.ts'

/** Options of {@link Timeline}. */
export type TimelineOptions = {
  /** About how much memory keyframes may take, in bytes. With less, a seek folds more. Default 32 MiB. */
  readonly keyframeMemory?: number
  /** Moments to come back to, as an earlier timeline had them in its view. */
  readonly bookmarks?: readonly Bookmark[]
  /** Waits so many milliseconds between two events that are played; the signal is aborted when playing ends. Default: by a timer. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>
}

export const anArray: Check = ['an array', Array.isArray]
export const aWholeNumber: Check = ['a whole number', Number.isSafeInteger]

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
