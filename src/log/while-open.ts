import { StoreClosed } from './errors.ts'
import type { EventStore } from './event-store.ts'

type Closable = Pick<EventStore, 'onStorageChange'>

/** Calls back when a store is closed. @returns stops listening */
export function onClose(store: Closable, listener: () => void): () => void {
  return store.onStorageChange(({ connection }) => {
    if (connection === 'closed') listener()
  })
}

/**
 * Does something that ends when the store is closed.
 *
 * @param signal ends it as well
 * @param work is given a signal that is aborted by either, with {@link StoreClosed} or the other signal's reason
 */
export function whileOpen<Result>(
  store: Closable,
  signal: AbortSignal | undefined,
  work: (ended: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return untilClosed((listener) => onClose(store, listener), signal, work)
}

/** The same, for a caller that knows of the closing in another way. */
export async function untilClosed<Result>(
  listen: (listener: () => void) => () => void,
  signal: AbortSignal | undefined,
  work: (ended: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const ended = new AbortController()
  const abort = (): void => ended.abort(signal?.reason)
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort)
  const stopListening = listen(() => ended.abort(new StoreClosed()))
  try {
    return await work(ended.signal)
  } finally {
    stopListening()
    signal?.removeEventListener('abort', abort)
  }
}
