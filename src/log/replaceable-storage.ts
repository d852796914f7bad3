import type { StoredEvent } from '../events/stored-event.ts'
import type { LogStorage } from './log-storage.ts'
import type { WithHealth } from './storage-status.ts'

/**
 * An optional interface of a storage. Such a storage can replace all events of its log, and stage an import until the last line is checked.
 */
export interface ReplaceableStorage {
  /**
   * The `logId`, or another random id after each replacement. The id must change before this storage returns any new event, because readers
   * detect a replaced log by this id.
   */
  readonly historyId: string

  /** Returns the number of events in the last replacement; 0: the log was never replaced. */
  restoredEvents(): Promise<number>

  /** Opens the staging area for one import. */
  openStaging(): Promise<StagingStorage>
}

/** Stages the events of imports until the last line of the file is checked. */
export interface StagingStorage {
  /** Stages more events of an import. @param commandBefore the command id of the event before these */
  add(importId: string, events: readonly StoredEvent[], commandBefore: string | undefined): Promise<void>
  /**
   * Appends the staged events of an import to the log, all or nothing.
   *
   * @returns false, with nothing appended: the log changed, or the number of staged events is not `count`
   */
  publish(importId: string, count: number): Promise<boolean>
  /**
   * Replaces all events of the log by the staged events of an import, all or nothing. The same transaction drops snapshots and other
   * imports, and sets each checkpoint to the new end, without parked events.
   *
   * @param signal ends the wait for other connections: the call rejects with the reason, and nothing is replaced. The signal has no effect
   *   after the transaction began
   * @returns false, with nothing replaced: the number of staged events is not `count`
   */
  replace(importId: string, count: number, signal?: AbortSignal): Promise<boolean>
  /** Deletes the staged events of one import. Without an id, deletes those of all imports. */
  drop(importId?: string): Promise<void>
}

/**
 * The storage that the core works with. `createEventStore` adds the missing capabilities. An import opens its staging area with the
 * function `openStaging`, not with the storage's method.
 */
export type CompleteStorage = LogStorage & Omit<ReplaceableStorage, 'openStaging'> & WithHealth

/** Returns whether a storage can replace its log. */
export function isReplaceable<Storage extends LogStorage>(storage: Storage): storage is Storage & ReplaceableStorage {
  return 'openStaging' in storage
}
