import { LogCorrupted } from '../events/errors.ts'
import type { CommitRecord } from '../storage/indexeddb/commit-record.ts'
import type { LogInspection } from '../storage/indexeddb/inspection.ts'
import { CommitSequence } from './commit-sequence.ts'
import { compareIndexes, compareSizes } from './compare-indexes.ts'
import { pagesAreRight } from './compare-pages.ts'
import { streamPagesAreRight } from './compare-stream-pages.ts'
import type { LogReport, VerifyOptions } from './log-report.ts'

const commitsAStep = 500

/** Checks the records, indexes and pages of a log in IndexedDB. @param lastPosition the position up to which records must exist */
export async function checkDatabase(
  inspection: LogInspection,
  lastPosition: number,
  { onProgress, signal }: VerifyOptions,
): Promise<LogReport> {
  const sequence = new CommitSequence()
  try {
    while (sequence.position < lastPosition) {
      const records = await inspection.records(sequence.position + 1, commitsAStep)
      if (records.length === 0)
        throw new LogCorrupted({ position: sequence.position + 1, problem: 'the event is missing' })
      const { sound, damage } = take(sequence, records)
      await compareIndexes(inspection, sound)
      if (damage) throw damage
      // The signal may have been aborted during the read.
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
  const areRight =
    (await pagesAreRight(inspection, signal)) && (await streamPagesAreRight(inspection, report.lastPosition, signal))
  if (areRight) return report
  await inspection.dropPages()
  return { ...report, pagesDropped: true }
}

/** Checks records up to the first damaged one. Before the caller reports the damage, it checks the indexes of the earlier records. */
function take(
  sequence: CommitSequence,
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
