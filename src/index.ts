export type { CollectionParts } from './collection/collection-parts.ts'
export { type CollectionDefinition, defineCollection } from './collection/define-collection.ts'
export type { IndexValue } from './collection/index-value.ts'
export { RowMissing } from './collection/row-missing.ts'
export type { EditableRows, RowEntry, Rows, RowsQuery } from './collection/rows.ts'
export type { DomainEvent, JsonEvent, NewEvent, PlainEvent, RecordedEvent } from './events/domain-event.ts'
export {
  AppendOutcomeUnknown,
  ConcurrencyConflict,
  ImportConflict,
  ImportRejected,
  InvalidArgument,
  InvalidEvent,
  LogCorrupted,
  LogLost,
  LogReplaced,
  NewerSchema,
  NotSupported,
  QuotaExceeded,
  RewindableError,
  StorageFailed,
  StorageUnavailable,
  StoreBlocked,
  StoreClosed,
} from './events/errors.ts'
export type { ExpectedVersion } from './events/expected-version.ts'
export { exportJsonl } from './files/export-jsonl.ts'
export { importJsonl, replaceFromJsonl } from './files/import-jsonl.ts'
export type { AppendOptions, AppendResult, EventStore } from './log/event-store.ts'
export type { StorageStatus } from './log/storage-status.ts'
export { defineProjection, type ProjectionDefinition } from './projection/define-projection.ts'
export { LiveProjection } from './projection/live-projection.ts'
export type { LiveStatus } from './projection/live-status.ts'
export { Projection } from './projection/projection.ts'
export { ProjectionFailed } from './projection/projection-failed.ts'
export { positionAtTime, reconstructState } from './projection/reconstruct-state.ts'
export { deleteEventStore, type OpenOptions, openEventStore } from './store/open-event-store.ts'
export { openMemoryEventStore } from './store/open-memory-event-store.ts'
export { verifyLog } from './verification/verify-log.ts'
