import type { StateAt } from './snapshots.ts'

/** The progress of a catch-up. */
export type CatchUpProgress = {
  /** Position of the last folded event. */
  readonly position: number
  /** The position at which the catch-up ends. */
  readonly lastPosition: number
}

/** Options of {@link FoldedLog.catchUp}. */
export type FoldedLogOptions = {
  readonly onProgress?: ((progress: CatchUpProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** The callbacks of a {@link FoldedLog} that is shown while it follows the log. */
export type FoldedLogCallbacks<State> = {
  /** Called with each new state to show, before the next catch-up begins. */
  readonly onShown: (shown: StateAt<State>) => void
  /** Called before the first fold, with the position of the snapshot that it begins with; 0: none. */
  readonly onLoaded: (position: number) => void
}
