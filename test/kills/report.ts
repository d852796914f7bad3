import type { DepositSummary } from '../deposit-summary.ts'
import type { CommitRecord } from '../raw-commit.ts'
import type { RawRows } from '../stored-collection/raw-rows.ts'
import type { RowsRead } from './account-rows.ts'
import type { PlannedAppend } from './planned-append.ts'

/** The stored records, read without the library. `gone` means that the database or its log is missing. */
export type RawLog = readonly RawRecord[] | 'gone'

/** The checked fields of a stored record. */
export type RawRecord = Pick<CommitRecord, 'position' | 'count' | 'streams' | 'events'>

/** An append that the library acknowledged, with the place of the last event in each stream. */
export type Acknowledged = {
  readonly commandId: string
  readonly places: readonly Place[]
  readonly duplicate: boolean
}

type Place = { readonly streamId: string; readonly streamVersion: number; readonly globalPosition: number }

/** The appends that one browser reported before the kill. */
export type WriteLog = {
  /** Before these appends started, a page reported them and the server confirmed the report. */
  readonly started: readonly PlannedAppend[]
  readonly acknowledged: readonly Acknowledged[]
  /** Command ids of appends that were rejected because another writer was first. */
  readonly refused: readonly string[]
}

/** The library's reads and writes in the browser that starts after the kill. */
export type Recovery = {
  readonly atOpening: Replay
  readonly verifiedAtOpening: Verification
  /** Each stream as `readStream` returns it. */
  readonly streams: readonly { readonly streamId: string; readonly version: number; readonly events: number }[]
  /** The retries of the appends in flight, and new appends. */
  readonly appended: WriteLog
  readonly atEnd: Replay
  readonly verifiedAtEnd: Verification
  readonly raw: RawLog
  /** The rows of the stored collection before the library opened it. `undefined`: there were none. */
  readonly rawRows: RawRows | undefined
  /** The rows of the stored collection at the end. */
  readonly rows: RowsRead
}

export type Replay = { readonly position: number; readonly state: DepositSummary }

/** The result of `verifyLog`. */
export type Verification = { readonly soundUntil: number; readonly damage: string | undefined }

/** A message from a page to the report server. */
export type Report =
  | { readonly kind: 'started'; readonly appends: readonly PlannedAppend[] }
  | { readonly kind: 'acknowledged'; readonly append: Acknowledged }
  | { readonly kind: 'refused'; readonly commandId: string }
  | { readonly kind: 'raw'; readonly raw: RawLog }
  | { readonly kind: 'recovery'; readonly recovery: Recovery }
  | { readonly kind: 'trouble'; readonly text: string }
