import type { CommitRecord } from 'rewindable'
import type { Ledger } from './ledger.ts'
import type { PlannedAppend } from './planned-append.ts'

/** What the database holds, read without the library; `gone`: there is none, or none with a log in it. */
export type RawLog = readonly RawRecord[] | 'gone'

/** What is looked at of a stored record. */
export type RawRecord = Pick<CommitRecord, 'position' | 'count' | 'streams' | 'events'>

/** An append of which the library said that it is stored, and where the last event of each stream is. */
export type Acknowledged = {
  readonly commandId: string
  readonly places: readonly Place[]
  readonly duplicate: boolean
}

type Place = { readonly streamId: string; readonly streamVersion: number; readonly globalPosition: number }

/** What is known of the appends of one browser until it was killed. */
export type Testimony = {
  /** Announced, and the announcement answered, before they began. */
  readonly begun: readonly PlannedAppend[]
  readonly acknowledged: readonly Acknowledged[]
  /** Command ids of appends that were refused, because another writer was first. */
  readonly refused: readonly string[]
}

/** What the library makes of the log in the browser that was started after the kill. */
export type Aftermath = {
  readonly atOpening: Replay
  readonly verifiedAtOpening: Verification
  /** Each stream as `readStream` finds it. */
  readonly streams: readonly { readonly streamId: string; readonly version: number; readonly events: number }[]
  /** What was in flight is repeated, and something new appended. */
  readonly appended: Testimony
  readonly atEnd: Replay
  readonly verifiedAtEnd: Verification
  readonly raw: RawLog
}

export type Replay = { readonly position: number; readonly state: Ledger }

/** What `verifyLog` says. */
export type Verification = { readonly soundUntil: number; readonly damage: string | undefined }

/** What pages tell the witness. */
export type Statement =
  | { readonly kind: 'begun'; readonly appends: readonly PlannedAppend[] }
  | { readonly kind: 'acknowledged'; readonly append: Acknowledged }
  | { readonly kind: 'refused'; readonly commandId: string }
  | { readonly kind: 'raw'; readonly raw: RawLog }
  | { readonly kind: 'aftermath'; readonly aftermath: Aftermath }
  | { readonly kind: 'trouble'; readonly text: string }
