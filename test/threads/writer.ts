import { onTestFinished } from 'vitest'

/** What a writer in a thread of its own is to do. */
export type Order = {
  readonly name: string
  readonly writer: number
  readonly appends: number
  readonly eventsEach: number
  readonly note: string
  /** Also to append to the shared stream, at the version it believes it to be at. */
  readonly race: boolean
}

/** What a writer says. */
export type Report =
  | { readonly kind: 'acknowledged'; readonly writer: number; readonly globalPosition: number }
  | { readonly kind: 'won'; readonly writer: number; readonly version: number }
  | { readonly kind: 'done'; readonly writer: number }
  | { readonly kind: 'shown'; readonly writer: number; readonly positions: readonly number[] }

/** A writer in a worker: a thread, a connection and a BroadcastChannel of its own, as a tab has them. */
export function startWriter(order: Order, onReport: (report: Report) => void): Worker {
  const worker = new Worker(new URL('./writer.worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent<Report>) => onReport(data))
  worker.postMessage(order)
  onTestFinished(() => worker.terminate())
  return worker
}
