import type { EventStore } from '../log/event-store.ts'
import type { ReactorCheckpoint } from './reactor-checkpoint.ts'

/** A signal, and what releases its listeners. */
export type End = { readonly signal: AbortSignal; readonly stopListening: () => void }

/**
 * A signal that aborts with another one, or when the log was replaced. A subscription alone does not tell: it delivers nothing of
 * a new log that has no event which it looks for.
 */
export function untilReplaced(store: EventStore, checkpoint: ReactorCheckpoint, stopping: AbortSignal): End {
  const ended = new AbortController()
  const stop = (): void => ended.abort()
  const look = (): void => {
    if (checkpoint.isOutdated) stop()
  }
  const stopFollowing = store.onTail((lastPosition) => {
    // A store learns of a replacement when it reads. What fails to be read, the subscription reports.
    if (lastPosition === undefined) void store.lastPosition().then(look, () => {})
    else look()
  })
  stopping.addEventListener('abort', stop)
  if (stopping.aborted) stop()
  const stopListening = (): void => {
    stopping.removeEventListener('abort', stop)
    stopFollowing()
  }
  return { signal: ended.signal, stopListening }
}
