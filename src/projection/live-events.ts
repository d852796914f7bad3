import type { CatchUpProgress } from './projection.ts'

/**
 * - `'catching up'`: folding history; the state shown is an older one
 * - `'live'`: follows every append of every tab
 * - `'failed'`: see {@link LiveProjection.error}; keeps the last good state until `catchUp` or `rebuild` succeeds
 * - `'stopped'`: by {@link LiveProjection.stop}, or because the store was closed
 */
export type LiveStatus = 'catching up' | 'live' | 'failed' | 'stopped'

/** The `detail` of each event that a live projection dispatches. */
export type LiveEvents<State> = {
  readonly change: { readonly state: State; readonly position: number }
  readonly status: LiveStatus
  readonly progress: CatchUpProgress
  readonly error: unknown
}
