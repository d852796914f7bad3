import { abortSignal, callback, checkOptions } from '../log/argument-checks.ts'
import type { CommitRecord } from '../log/commit-record.ts'
import type { DomainEvent } from '../log/domain-event.ts'
import { LogCorrupted } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import { compareIndexes, compareSizes } from './compare-indexes.ts'
import { pagesAreRight } from './compare-pages.ts'
import { LogSequence } from './log-sequence.ts'

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

const commitsAStep = 500

/**
 * Reads the whole log as it is stored and checks it against itself: the checksum of every commit, positions and versions
 * without gaps, times that never go back, both indexes and the pages against the commits. Appends may go on meanwhile.
 *
 * @returns what was found; damage is part of the answer and not thrown
 * @throws {@link StoreClosed}, {@link LogLost}, {@link StorageFailed} the log cannot be asked
 * @example
 * ```ts
 * const { soundUntil, damage } = await verifyLog(store)
 * if (damage) await save(store.exportJsonl({ until: soundUntil }))
 * ```
 */
export async function verifyLog<E extends DomainEvent>(
  store: EventStore<E>,
  options: VerifyOptions = {},
): Promise<LogReport> {
  checkOptions(options, { onProgress: callback, signal: abortSignal })
  const { onProgress, signal } = options
  signal?.throwIfAborted()
  const inspection = await store.inspect()
  const lastPosition = await store.lastPosition()
  const sequence = new LogSequence()
  try {
    while (sequence.position < lastPosition) {
      const records = await inspection.records(sequence.position + 1, commitsAStep)
      if (records.length === 0) throw new LogCorrupted({ position: sequence.position + 1, problem: 'it is missing' })
      const { sound, damage } = take(sequence, records)
      await compareIndexes(inspection, sound)
      if (damage) throw damage
      onProgress?.({ position: sequence.position, lastPosition })
      signal?.throwIfAborted()
    }
    await compareSizes(inspection, sequence)
  } catch (damage) {
    if (!(damage instanceof LogCorrupted)) throw damage
    return { soundUntil: Math.min(damage.position - 1, sequence.soundUntil), lastPosition, damage }
  }
  const report: LogReport = { soundUntil: sequence.position, lastPosition: sequence.position }
  if (await pagesAreRight(inspection, signal)) return report
  await inspection.dropPages()
  return { ...report, pagesDropped: true }
}

/** Takes records up to the first that is not sound: those before it may be misnamed in an index, which is the first damage then. */
function take(
  sequence: LogSequence,
  records: readonly CommitRecord[],
): { sound: readonly CommitRecord[]; damage?: LogCorrupted } {
  for (const [index, record] of records.entries()) {
    try {
      sequence.take(record)
    } catch (damage) {
      if (!(damage instanceof LogCorrupted)) throw damage
      return { sound: records.slice(0, index), damage }
    }
  }
  return { sound: records }
}
