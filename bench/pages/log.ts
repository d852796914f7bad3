import type { BankEvent } from '../../examples/bank-events.ts'
import type { VersionedEvent } from './check.ts'
import type { GeneratedLog } from './generated-events.ts'
import { wallClock } from './timed.ts'
import type { Totals } from './totals.ts'

/**
 * A log as the tasks use it. Each contender implements this log as its documentation recommends. A contender that does not
 * support a task inherits a throwing method of {@link UnsupportedLog}. `contenders.mjs` then leaves the task out.
 */
export interface Log {
  /** Resolves when the event is stored. Without an expected version, the version is not checked. */
  append(streamId: string, event: BankEvent, expectedVersion?: number): Promise<unknown>
  appendBatch(streamId: string, events: readonly BankEvent[], expectedVersion: number): Promise<unknown>
  /** Appends and notifies other tabs. @returns the time at which the clock started */
  appendAndNotify(streamId: string, event: BankEvent): Promise<number>
  /** Adds the events from one index up to another, excluding the second, in the fastest documented way. */
  load(log: GeneratedLog, from: number, to: number): Promise<void>
  /** Reads and folds the whole log. */
  totals(): Promise<Totals>
  /** Resolves when background work has ended. */
  settle(): Promise<void>
  readStream(streamId: string): Promise<readonly VersionedEvent[]>
  /** Stores the current totals, from which {@link Log.firstTotals} starts. */
  keepSnapshot(): Promise<void>
  firstTotals(): Promise<Totals>
  /** Prepares fast seeking, once for each log. */
  prepareSeeking(): Promise<void>
  totalsAt(position: number): Promise<Totals>
  /** Calls `onCount` with the number of folded events, first immediately and then after each append of another tab. */
  follow(onCount: (count: number) => void): Promise<void>
  close(): Promise<void>
}

/** Opens and removes the logs of one contender. */
export type Contender = {
  /** True for the limit, which has neither versions nor streams. */
  readonly isBare?: boolean
  open(name: string): Promise<Log>
  /** Opens a log in memory, if the contender supports it. */
  openInMemory?(): Promise<Log>
  /** Removes a closed log. */
  remove(name: string): Promise<void>
  /** Deletes data of a closed log that makes a second replay faster than the first. */
  forgetReplays?(name: string): Promise<void>
}

/** A log whose methods all throw. */
export abstract class UnsupportedLog implements Log {
  append(_streamId: string, _event: BankEvent, _expectedVersion?: number): Promise<unknown> {
    return unsupported('append')
  }

  appendBatch(_streamId: string, _events: readonly BankEvent[], _expectedVersion: number): Promise<unknown> {
    return unsupported('appendBatch')
  }

  async appendAndNotify(streamId: string, event: BankEvent): Promise<number> {
    const start = wallClock()
    await this.append(streamId, event)
    return start
  }

  load(_log: GeneratedLog, _from: number, _to: number): Promise<void> {
    return unsupported('load')
  }

  totals(): Promise<Totals> {
    return unsupported('totals')
  }

  async settle(): Promise<void> {}

  readStream(_streamId: string): Promise<readonly VersionedEvent[]> {
    return unsupported('readStream')
  }

  keepSnapshot(): Promise<void> {
    return unsupported('keepSnapshot')
  }

  firstTotals(): Promise<Totals> {
    return unsupported('firstTotals')
  }

  prepareSeeking(): Promise<void> {
    return unsupported('prepareSeeking')
  }

  totalsAt(_position: number): Promise<Totals> {
    return unsupported('totalsAt')
  }

  follow(_onCount: (count: number) => void): Promise<void> {
    return unsupported('follow')
  }

  abstract close(): Promise<void>
}

async function unsupported(what: string): Promise<never> {
  throw new Error(`This contender does not support ${what}`)
}
