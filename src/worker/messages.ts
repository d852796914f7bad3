import type { ClonableState } from '../projection/copy-state.ts'
import type { CatchUpProgress } from '../projection/folded-log-options.ts'
import type { LiveStatus } from '../projection/live-status.ts'
import type { StatePatch } from './state-patch.ts'

/** Requests a projection from a worker. All later messages use the port that is sent with this request. */
export type Following = { readonly follow: string }

/**
 * A message from the page: the page is ready for the next state, or it stops. The number is the number of the last state that the page
 * could read. 0: none.
 */
export type FromPage = number | 'stop'

/** A state, or the patch of the last state that the page has. */
export type Content<State> =
  | (ClonableState<State> & { readonly isPatch: false })
  | (ClonableState<StatePatch> & { readonly isPatch: true })

/** The message about a new state, position or status. */
export type Changed<State> = Content<State> & {
  readonly kind: 'change'
  /** The number of the state in this port, from 1. */
  readonly number: number
  readonly position: number
  /** The history of the state: {@link EventStore.historyId}. */
  readonly historyId: string
  readonly status: LiveStatus
  /** The error, if the status is `'failed'`. */
  readonly failure: Failure | undefined
}

/** A message from the worker. */
export type FromWorker<State> =
  | Changed<State>
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
