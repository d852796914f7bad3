import { StoreClosed } from '../events/errors.ts'
import type { EventStore } from './event-store.ts'

type Closable = Pick<EventStore, 'onStorageChange'>

/** Calls a listener when a store is closed. @returns a function that removes the listener */
export function onClose(store: Closable, listener: () => void): () => void {
  return store.onStorageChange(({ connection }) => {
    if (connection === 'closed') listener()
  })
}

/**
 * Runs work that ends when the store is closed.
 *
 * @param signal aborting this signal ends the work too
 * @param work receives a signal that is aborted with {@link StoreClosed}, or with the reason of the other signal
 */
export function whileOpen<Result>(
  store: Closable,
  signal: AbortSignal | undefined,
  work: (ended: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return untilClosed((listener) => onClose(store, listener), signal, work)
}

/** Runs work like {@link whileOpen}. @param listen adds a listener for the closing, and returns a function that removes it */
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

/** Settles like `work`, or rejects with the signal's reason as soon as the signal is aborted. The work itself continues. */
export function orAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
