import type { ClonableState } from '../projection/copy-state.ts'
import type { LiveStatus } from '../projection/live-events.ts'
import type { CatchUpProgress } from '../projection/projection.ts'

/** Asks a worker to follow a projection; all that concerns it goes through the port that comes along. */
export type Following = { readonly follow: string }

/** What the page tells the worker: it has taken the last state, or wants no more. */
export type FromPage = 'taken' | 'stop'

/** What the worker tells the page. */
export type FromWorker<State> =
  | (ClonableState<State> & {
      readonly kind: 'change'
      readonly position: number
      /** The events of the state: {@link EventStore.historyId}. */
      readonly historyId: string
      readonly status: LiveStatus
      /** Why, if the status is `'failed'`. */
      readonly failure: Failure | undefined
    })
  | { readonly kind: 'progress'; readonly progress: CatchUpProgress }
  | { readonly kind: 'failure'; readonly failure: Failure }
  /** Nothing more comes through this port. */
  | { readonly kind: 'stopped' }

/** An error, as it travels: errors lose their class and fields on the way. */
export type Failure = { readonly code: string; readonly message: string }

export function isFollowing(data: unknown): data is Following {
  return typeof data === 'object' && data !== null && 'follow' in data && typeof data.follow === 'string'
}
