import type { CatchUpProgress } from '../projection/folded-log-options.ts'
import type { RowChange } from './row-batch.ts'

/** The status of a stored collection: see {@link StoredCollection.status}. */
export type CollectionStatus = 'building' | 'catching up' | 'live' | 'failed' | 'closed'

/** Receives the changes of a {@link RowFollower}. */
export type FollowerListener = {
  readonly onStatus: (status: CollectionStatus) => void
  readonly onProgress: (progress: CatchUpProgress) => void
  readonly onError: (error: unknown) => void
  /** Called when the rows changed. @param changes `undefined`: another tab changed any rows */
  readonly onChange: (changes: ReadonlyMap<string, RowChange> | undefined) => void
}
