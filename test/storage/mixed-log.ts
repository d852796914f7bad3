import type { EventStore } from 'rewindable'
import { expect } from 'vitest'
import { accountStream, type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { withRawStore } from '../faults/raw-database.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import type { PackedEvents } from '../raw-commit.ts'

/** A page of a stream in the database. */
export type StreamPage = Omit<PackedEvents, 'position'> & {
  readonly position: readonly [streamId: string, lastVersion: number]
  readonly lastCommit: number
}

/** Appends deposits to several streams in turn, without waiting between the calls. Amounts count up from `first`. */
export async function burst(store: EventStore<BankEvent>, count: number, streams: number, first = 1): Promise<void> {
  const appends = upTo(count).map((index) => {
    const amount = first + index - 1
    return store.append(accountStream(String(amount % streams)), moneyDeposited(amount))
  })
  await Promise.all(appends)
}

export async function streamPagesOf(name: string): Promise<StreamPage[]> {
  const range = IDBKeyRange.lowerBound([])
  return (await withRawStore(name, 'pages', (pages) => pages.getAll(range))) as StreamPage[]
}

/** Resolves when the mixed records up to a position are packed. */
export function untilStreamsPacked(name: string, position: number): Promise<void> {
  return eventually(async () => {
    const progress = await withRawStore(name, 'meta', (meta) => meta.get('streams'))
    expect(progress).toMatchObject({ packedUntil: position })
  })
}

/** Opens a log of one burst that has been packed: 40 events in each of 50 streams. */
export async function mixedLog() {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name)
  await burst(store, 2_000, 50)
  await untilStreamsPacked(name, 2_000)
  return { name, store, streams: upTo(50).map((index) => accountStream(String(index - 1))) }
}

/** Returns the amounts of the deposits of a stream in {@link mixedLog}. */
export function amountsOf(stream: number): number[] {
  return upTo(40).map((version) => (version - 1) * 50 + (stream === 0 ? 50 : stream))
}
