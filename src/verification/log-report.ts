import type { LogCorrupted } from '../events/errors.ts'

/** Options of {@link verifyLog}. */
export type VerifyOptions = {
  /** Called after each few hundred commits. */
  readonly onProgress?: (progress: VerifyProgress) => void
  /** Aborting rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** The progress of a verification. */
type VerifyProgress = {
  /** Position of the last event found valid. */
  readonly position: number
  readonly lastPosition: number
}

/** The result of a verification. */
export type LogReport = {
  /** Every event up to this position is undamaged, and can be read and exported. */
  readonly soundUntil: number
  /** Position of the last event in the log. */
  readonly lastPosition: number
  /** The first damage, with its position. Missing: the log is not damaged. */
  readonly damage?: LogCorrupted
  /** Present if a page (a copy of commits for fast replay) differed from the commits. All pages were dropped, and the log is valid. */
  readonly pagesDropped?: true
}
