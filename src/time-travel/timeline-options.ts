import { callback, checkOptions, count, text } from '../events/argument-checks.ts'
import { anArray } from './timeline-filter.ts'
import type { Bookmark } from './timeline-view.ts'

/** Options of {@link Timeline}. */
export type TimelineOptions = {
  /** The approximate memory for keyframes, in bytes. With less memory, a seek folds more events. Default 32 MiB. */
  readonly keyframeMemory?: number
  /** The bookmarks from the view of an earlier timeline. */
  readonly bookmarks?: readonly Bookmark[]
  /** Waits between two events during playback. The signal is aborted when playback ends. Default: a timer. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>
  /** Show only this stream. Every position of the timeline is then a version of the stream. Default: the whole log. */
  readonly streamId?: string
}

type CompleteOptions = Required<Omit<TimelineOptions, 'streamId'>> & Pick<TimelineOptions, 'streamId'>

/** Checks the options and adds the defaults. @throws {@link InvalidArgument} an option is invalid */
export function completeOptions(options: TimelineOptions): CompleteOptions {
  const given = checkOptions(options, { keyframeMemory: count, bookmarks: anArray, wait: callback, streamId: text })
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
