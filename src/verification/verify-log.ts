import { abortSignal, callback, checkOptions } from '../log/argument-checks.ts'
import type { DomainEvent } from '../log/domain-event.ts'
import type { LogCorrupted } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import { ofOneHistory } from '../log/one-history.ts'
import { orAborted } from '../log/or-aborted.ts'
import { ownFields } from '../log/own-fields.ts'
import { whileOpen } from '../log/while-open.ts'
import { readThrough } from './read-through.ts'

/** Options of {@link verifyLog}. */
export type VerifyOptions = {
  /** Called after each few hundred commits. */
  readonly onProgress?: (progress: VerifyProgress) => void
  /** Aborting rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** How far a verification got. */
export type VerifyProgress = {
  /** Position of the last event found sound. */
  readonly position: number
  readonly lastPosition: number
}

/** What a verification found. */
export type LogReport = {
  /** Up to here every event is as it was written; all of it can be read and exported. */
  readonly soundUntil: number
  /** Where the log ends. */
  readonly lastPosition: number
  /** The first damage, and its position. Absent: all is sound. */
  readonly damage?: LogCorrupted
  /** A page, made of commits to replay them quickly, did not say what they say. Pages are derived: all were dropped. */
  readonly pagesDropped?: true
}

/**
 * Reads the whole log as it is stored and checks it against itself: the checksum of every commit, positions and versions
 * without gaps, times that never go back, both indexes and the pages against the commits. Appends may go on meanwhile.
 *
 * @returns what was found; damage is part of the answer and not thrown
 * @throws {@link StoreClosed}, {@link LogLost}, {@link StorageFailed} the log cannot be asked
 * @example
 * ```ts
 * const { soundUntil, damage } = await verifyLog(store)
 * if (damage) await save(store.exportJsonl({ toPosition: soundUntil }))
 * ```
 */
export async function verifyLog<E extends DomainEvent>(
  store: EventStore<E>,
  options: VerifyOptions = {},
): Promise<LogReport> {
  const given = checkOptions(options, { onProgress: callback, signal: abortSignal })
  // Also while the database does not answer.
  return whileOpen(store, given.signal, async (signal) => {
    signal.throwIfAborted()
    const read = async (): Promise<LogReport> =>
      readThrough(await store.inspect(), await store.lastPosition(), ownFields({ ...given, signal }))
    return orAborted(ofOneHistory(store, read), signal)
  })
}
