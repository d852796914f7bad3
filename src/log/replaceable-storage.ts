import type { StoredEvent } from '../events/stored-event.ts'
import type { LogStorage } from './log-storage.ts'
import type { WithHealth } from './storage-status.ts'

/** A capability of a storage: it can replace all events of its log, and hold an import aside until its last line is checked. */
export interface ReplaceableStorage {
  /**
   * The `logId`, or another random id after each replacement. It must have changed before this storage returns any of the new events:
   * readers recognize a replaced log by it.
   */
  readonly historyId: string

  /** Returns how many events the last replacement put into the log; 0: it was never replaced. */
  restoredEvents(): Promise<number>

  /** Opens the staging area for one import. */
  openStaging(): Promise<StagingStorage>
}

/** Holds the events of imports aside until the last line of the file is checked. */
export interface StagingStorage {
  /** @param commandBefore the command of the event in front of these */
  add(importId: string, events: readonly StoredEvent[], commandBefore: string | undefined): Promise<void>
  /**
   * Moves the staged events of an import behind the end of the log, all or nothing.
   *
   * @returns false, with nothing moved: the log changed, or not exactly `count` events are staged
   */
  publish(importId: string, count: number): Promise<boolean>
  /**
   * Replaces all events of the log by the staged events of an import, all or nothing. The same transaction drops snapshots and other
   * imports, and sets each checkpoint to the new end, with nothing parked.
   *
   * @param signal aborting it ends the wait for other connections: rejects with the reason, and nothing is replaced. It has no effect
   *   once the transaction began
   * @returns false, with nothing replaced: not exactly `count` events are staged
   */
  replace(importId: string, count: number, signal?: AbortSignal): Promise<boolean>
  /** Deletes the staged events of one import, or, without an id, of all. */
  drop(importId?: string): Promise<void>
}

/** A storage with all capabilities, which is what the core works with. `createEventStore` adds the missing ones. */
export type CompleteStorage = LogStorage & ReplaceableStorage & WithHealth
