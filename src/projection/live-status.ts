import { QuotaExceeded, StorageFailed, StoreBlocked } from '../events/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import type { CatchUpProgress } from './folded-log-options.ts'

/**
 * The status of a live projection:
 *
 * - `'catching up'`: the projection folds recorded events; the state is not the latest
 * - `'live'`: the projection follows every append of every tab
 * - `'failed'`: see {@link LiveProjection.error}; the projection keeps the last good state until `catchUp` or `rebuild` succeeds
 * - `'stopped'`: the application called {@link LiveProjection.stop}, or the store was closed
 */
export type LiveStatus = 'catching up' | 'live' | 'failed' | 'stopped'

/** The `detail` of each event that a live projection dispatches. */
export type LiveEvents<State> = {
  readonly change: { readonly state: State; readonly position: number }
  readonly status: LiveStatus
  readonly progress: CatchUpProgress
  readonly error: unknown
}

/**
 * Returns whether another attempt can succeed after a failure. A handler throws again for the same log, but a database error may be
 * temporary.
 *
 * @param failedIn {@link EventStore.historyId} of the failed attempt. `undefined`: a replaced log cannot remove the error
 */
export async function mayRetry(
  error: unknown,
  store: Pick<EventStore, 'historyId' | 'lastPosition'>,
  failedIn: string | undefined,
): Promise<boolean> {
  if ([StorageFailed, StoreBlocked, QuotaExceeded].some((kind) => error instanceof kind)) return true
  if (failedIn === undefined) return false
  // A read makes the store detect a replacement, even if the read fails.
  await store.lastPosition().catch(() => {})
  return store.historyId !== failedIn
}
