import { abortSignal, callback, checkOptions } from '../events/argument-checks.ts'
import type { DomainEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { storageOf } from '../log/store-internals.ts'
import { orAborted, whileOpen } from '../log/while-open.ts'
import { withinOneHistory } from '../log/within-one-history.ts'
import { inspectionOf } from '../storage/indexeddb/inspection.ts'
import { ownFields } from '../values/plain-objects.ts'
import { checkDatabase } from './check-database.ts'
import { checkEvents } from './check-events.ts'
import type { LogReport, VerifyOptions } from './log-report.ts'

/**
 * Reads and checks the whole log: positions and versions have no gaps, times never decrease, and streams match the log. In IndexedDB,
 * `verifyLog` verifies the checksum of every commit. It compares both indexes and the pages with the commits. Appends may continue during
 * the check.
 *
 * @param options.onProgress called after each few hundred commits
 * @param options.signal aborting rejects with the signal's reason
 * @returns the report, including any damage; damage does not throw
 * @throws {@link StoreClosed}, {@link LogLost}, {@link StorageFailed} the log cannot be read
 * @example
 * ```ts
 * const { soundUntil, damage } = await verifyLog(store)
 * if (damage) await save(exportJsonl(store, { toPosition: soundUntil }))
 * ```
 */
export async function verifyLog<E extends DomainEvent>(
  store: EventStore<E>,
  options: VerifyOptions = {},
): Promise<LogReport> {
  const given = checkOptions(options, { onProgress: callback, signal: abortSignal })
  // Rejects after an abort even if the database does not answer.
  return whileOpen(store, given.signal, async (signal) => {
    signal.throwIfAborted()
    const check = async (): Promise<LogReport> => {
      const inspection = inspectionOf(storageOf(store))
      const [lastPosition, options] = [await store.lastPosition(), ownFields({ ...given, signal })]
      return inspection ? checkDatabase(inspection, lastPosition, options) : checkEvents(store, lastPosition, options)
    }
    return orAborted(withinOneHistory(store, check), signal)
  })
}
