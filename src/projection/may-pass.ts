import { QuotaExceeded, StorageFailed, StoreBlocked } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'

const passing = [StorageFailed, StoreBlocked, QuotaExceeded]

/**
 * Whether another attempt may work where one failed. A handler that throws would throw again for the same log; a database that
 * failed may answer the next time.
 *
 * @param failedIn {@link EventStore.historyId} of the attempt that failed; `undefined`: another log would not help
 */
export async function mayPass(
  error: unknown,
  store: Pick<EventStore, 'historyId' | 'lastPosition'>,
  failedIn: string | undefined,
): Promise<boolean> {
  if (passing.some((kind) => error instanceof kind)) return true
  if (failedIn === undefined) return false
  // A store learns of a replacement when it reads, also when that fails.
  await store.lastPosition().catch(() => {})
  return store.historyId !== failedIn
}
