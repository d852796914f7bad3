export type {
  DomainEvent,
  JsonEvent,
  JsonObject,
  JsonValue,
  NewEvent,
  OfType,
  PlainEvent,
  PlainJson,
  RecordedEvent,
} from './log/domain-event.ts'
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
  StoreBlocked,
  StoreClosed,
} from './log/errors.ts'
export type {
  AppendBatchOptions,
  AppendOptions,
  AppendResult,
  EventFilter,
  EventStore,
  LogListener,
  ReadAllOptions,
  ReadStreamOptions,
  StreamAppend,
  StreamRead,
  SubscribeOptions,
} from './log/event-store.ts'
export type { ExpectedVersion } from './log/expected-version.ts'
export type {
  ExportOptions,
  ImportOptions,
  ImportProgress,
  ImportResult,
  ImportSource,
  ReplaceOptions,
} from './log/file-options.ts'
export type { Direction, Durability } from './log/log-storage.ts'
export type {
  ConnectionListener,
  ConnectionState,
  ConnectionStatus,
  StorageStatus,
} from './log/storage-status.ts'
export { StorageUnavailable } from './log/storage-unavailable.ts'
export type { Checkpoint, CheckpointStorage, ParkedEvent } from './log/stored-checkpoints.ts'
export type { Snapshot, SnapshotStorage } from './log/stored-snapshots.ts'
export type { LiveOptions, SnapshotPolicy } from './projection/automatic-snapshots.ts'
export { defineProjection, type Handlers, type ProjectionDefinition } from './projection/define-projection.ts'
export { LiveProjection } from './projection/live-projection.ts'
export type { LiveStatus } from './projection/live-status.ts'
export { type CatchUpOptions, type CatchUpProgress, Projection } from './projection/projection.ts'
export { ProjectionFailed } from './projection/projection-failed.ts'
export { type Moment, positionAtTime, reconstructState } from './projection/reconstruct-state.ts'
export type { StoreOptions } from './store/create-event-store.ts'
export { type DeleteOptions, deleteEventStore, type OpenOptions, openEventStore } from './store/open-event-store.ts'
export { openMemoryEventStore } from './store/open-memory-event-store.ts'
export type { LogReport, VerifyOptions, VerifyProgress } from './verification/log-report.ts'
export { verifyLog } from './verification/verify-log.ts'
