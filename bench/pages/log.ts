import type { BankEvent } from '../../examples/bank-events.ts'
import type { VersionedEvent } from './check.ts'
import type { GeneratedLog } from './generated-events.ts'
import type { Totals } from './totals.ts'
import { wallClock } from './wall-clock.ts'

/**
 * A log as the works use it. Everyone does each thing in the way of its own documentation; who has no part in a work
 * inherits the refusal of {@link NoPart}, and `contenders.mjs` does not ask for it.
 */
export interface Log {
  /** Resolves when the event is stored. Without an expected version the stream goes on wherever it ends. */
  append(streamId: string, event: BankEvent, expectedVersion?: number): Promise<unknown>
  appendBatch(streamId: string, events: readonly BankEvent[], expectedVersion: number): Promise<unknown>
  /** Appends so that other tabs hear of it. @returns when the clock started */
  appendAloud(streamId: string, event: BankEvent): Promise<number>
  /** Adds the events of two indices and between, the second excluded, in the quickest advised way, as if each had been appended by itself. */
  load(log: GeneratedLog, from: number, to: number): Promise<void>
  /** Reads everything and folds it. */
  totals(): Promise<Totals>
  /** Resolves when what is done in idle time is done. */
  settle(): Promise<void>
  readStream(streamId: string): Promise<readonly VersionedEvent[]>
  /** Stores the totals as they are now, for {@link Log.firstTotals} to begin with. */
  keepSnapshot(): Promise<void>
  firstTotals(): Promise<Totals>
  /** Whatever makes seeking fast and is done once in the life of a log. */
  prepareSeeking(): Promise<void>
  totalsAt(position: number): Promise<Totals>
  /** Calls back with the number of events folded, at once and whenever another tab has appended. */
  follow(onCount: (count: number) => void): Promise<void>
  close(): Promise<void>
}

/** What a contender opens. */
export type Contender = {
  /** Checks no versions and keeps no streams: the least that could do the job. */
  readonly isBare?: boolean
  open(name: string): Promise<Log>
  /** The same in memory, for those who have that. */
  openInMemory?(): Promise<Log>
  /** Closed before. */
  remove(name: string): Promise<void>
  /** Drops from a closed log what makes a second replay faster than the first. */
  forgetReplays?(name: string): Promise<void>
}

/** Takes part in nothing. */
export abstract class NoPart implements Log {
  append(_streamId: string, _event: BankEvent, _expectedVersion?: number): Promise<unknown> {
    return noPart('append')
  }

  appendBatch(_streamId: string, _events: readonly BankEvent[], _expectedVersion: number): Promise<unknown> {
    return noPart('appendBatch')
  }

  async appendAloud(streamId: string, event: BankEvent): Promise<number> {
    const start = wallClock()
    await this.append(streamId, event)
    return start
  }

  load(_log: GeneratedLog, _from: number, _to: number): Promise<void> {
    return noPart('load')
  }

  totals(): Promise<Totals> {
    return noPart('totals')
  }

  async settle(): Promise<void> {}

  readStream(_streamId: string): Promise<readonly VersionedEvent[]> {
    return noPart('readStream')
  }

  keepSnapshot(): Promise<void> {
    return noPart('keepSnapshot')
  }

  firstTotals(): Promise<Totals> {
    return noPart('firstTotals')
  }

  prepareSeeking(): Promise<void> {
    return noPart('prepareSeeking')
  }

  totalsAt(_position: number): Promise<Totals> {
    return noPart('totalsAt')
  }

  follow(_onCount: (count: number) => void): Promise<void> {
    return noPart('follow')
  }

  abstract close(): Promise<void>
}

async function noPart(what: string): Promise<never> {
  throw new Error(`${what}: this contender has no part in it`)
}
