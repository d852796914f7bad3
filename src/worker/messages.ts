import type { LiveStatus } from '../projection/live-projection.ts'
import type { CatchUpProgress } from '../projection/projection.ts'

/** Asks a worker to follow a projection; all that concerns it goes through the port that comes along. */
export type Following = { readonly follow: string }

/** What the page tells the worker: it has taken the last state, or wants no more. */
export type FromPage = 'taken' | 'stop'

/** What the worker tells the page. */
export type FromWorker<State> =
  | { readonly kind: 'change'; readonly state: State; readonly position: number; readonly status: LiveStatus }
  | { readonly kind: 'progress'; readonly progress: CatchUpProgress }
  | { readonly kind: 'failure'; readonly code: string; readonly message: string; readonly status: LiveStatus }

export function isFollowing(data: unknown): data is Following {
  return typeof data === 'object' && data !== null && 'follow' in data && typeof data.follow === 'string'
}
