import type { CommitRecord } from '../log/commit-record.ts'
import { LogCorrupted } from '../log/errors.ts'
import type { LogInspection } from '../log/log-storage.ts'
import { compareIndexes, compareSizes } from './compare-indexes.ts'
import { pagesAreRight } from './compare-pages.ts'
import { LogSequence } from './log-sequence.ts'
import type { LogReport, VerifyOptions } from './verify-log.ts'

const commitsAStep = 500

/** Reads all that is stored of a log, up to a position that it is known to have. */
export async function readThrough(
  inspection: LogInspection,
  lastPosition: number,
  { onProgress, signal }: VerifyOptions,
): Promise<LogReport> {
  const sequence = new LogSequence()
  try {
    while (sequence.position < lastPosition) {
      const records = await inspection.records(sequence.position + 1, commitsAStep)
      if (records.length === 0) throw new LogCorrupted({ position: sequence.position + 1, problem: 'it is missing' })
      const { sound, damage } = take(sequence, records)
      await compareIndexes(inspection, sound)
      if (damage) throw damage
      // It may be aborted since the last question.
      signal?.throwIfAborted()
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
