import { onTestFinished } from 'vitest'

/** The order for a writer in a worker. */
export type Order = {
  readonly name: string
  readonly writer: number
  readonly appends: number
  readonly eventsEach: number
  readonly note: string
  /** Whether to also append to the shared stream, with its current version as expected version. */
  readonly race: boolean
}

/** A message from a writer. */
export type Report =
  | { readonly kind: 'acknowledged'; readonly writer: number; readonly globalPosition: number }
  | { readonly kind: 'won'; readonly writer: number; readonly version: number }
  | { readonly kind: 'done'; readonly writer: number }
  | { readonly kind: 'shown'; readonly writer: number; readonly positions: readonly number[] }

/** Starts a writer in a worker. Like a tab, it has its own thread, connection and BroadcastChannel. */
export function startWriter(order: Order, onReport: (report: Report) => void): Worker {
  const worker = new Worker(new URL('./writer.worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent<Report>) => onReport(data))
  worker.postMessage(order)
  onTestFinished(() => worker.terminate())
  return worker
}
