import type { ClonableState } from '../projection/copy-state.ts'
import type { CatchUpProgress } from '../projection/folded-log-options.ts'
import type { LiveStatus } from '../projection/live-status.ts'

/** Requests a projection from a worker. All later messages use the port that is sent with this request. */
export type Following = { readonly follow: string }

/** A message from the page: the page has received the last state, or it stops. */
export type FromPage = 'taken' | 'stop'

/** A message from the worker. */
export type FromWorker<State> =
  | (ClonableState<State> & {
      readonly kind: 'change'
      readonly position: number
      /** The history of the state: {@link EventStore.historyId}. */
      readonly historyId: string
      readonly status: LiveStatus
      /** The error, if the status is `'failed'`. */
      readonly failure: Failure | undefined
    })
  | { readonly kind: 'progress'; readonly progress: CatchUpProgress }
  | { readonly kind: 'failure'; readonly failure: Failure }
  /** The last message of this port. */
  | { readonly kind: 'stopped' }

/** An error as a message: a structured clone drops its class and fields. */
export type Failure = { readonly code: string; readonly message: string }

/** Returns whether a message requests a projection. */
export function isFollowing(data: unknown): data is Following {
  return typeof data === 'object' && data !== null && 'follow' in data && typeof data.follow === 'string'
}
