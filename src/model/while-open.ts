import { StoreClosed } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'

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
export async function whileOpen<Result>(
  store: Closable,
  signal: AbortSignal | undefined,
  work: (ended: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const ended = new AbortController()
  const abort = (): void => ended.abort(signal?.reason)
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort)
  const stopListening = onClose(store, () => ended.abort(new StoreClosed()))
  try {
    return await work(ended.signal)
  } finally {
    stopListening()
    signal?.removeEventListener('abort', abort)
  }
}
