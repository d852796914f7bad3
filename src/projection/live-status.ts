import { QuotaExceeded, StorageFailed, StoreBlocked } from '../events/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import type { CatchUpProgress } from './folded-log.ts'

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

/**
 * Whether a new attempt may succeed after a failed one. A handler throws again for the same log, but a database may answer the
 * next time.
 *
 * @param failedIn {@link EventStore.historyId} of the failed attempt; none: a replaced log would not help
 */
export async function mayRetry(
  error: unknown,
  store: Pick<EventStore, 'historyId' | 'lastPosition'>,
  failedIn: string | undefined,
): Promise<boolean> {
  if ([StorageFailed, StoreBlocked, QuotaExceeded].some((kind) => error instanceof kind)) return true
  if (failedIn === undefined) return false
  // A read makes the store notice a replacement, even if the read fails.
  await store.lastPosition().catch(() => {})
  return store.historyId !== failedIn
}
