import type { LogCorrupted } from '../events/errors.ts'

/** Options of {@link verifyLog}. */
export type VerifyOptions = {
  /** Called after each few hundred commits. */
  readonly onProgress?: (progress: VerifyProgress) => void
  /** Aborting rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** How far a verification got. */
type VerifyProgress = {
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
  /** A page, which holds events of commits once more for a quick replay, differed from them. Pages are derived: all were dropped. */
  readonly pagesDropped?: true
}
