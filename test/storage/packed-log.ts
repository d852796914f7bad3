import type { EventStore, PackedEvents } from 'rewindable'
import { expect } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually } from '../awaiting.ts'
import { withRawStore } from '../faults/raw-database.ts'
import { storeOfSingleCommits } from '../faults/single-commits.ts'
import { inIndexedDB, newName } from '../places.ts'
import { upTo } from '../projection/telling-projections.ts'

export const events = 4_500
/** Packing stops at the last whole block of 1,024 positions. */
export const packed = 4_096

export type Page = PackedEvents & { readonly lastCommit: number }

export async function manySmallCommits(): Promise<{ name: string; store: EventStore<BankEvent> }> {
  const name = newName()
  const deposit = (amount: number) => ({ streamId: `account:${amount % 7}`, event: moneyDeposited(amount) })
  await storeOfSingleCommits<BankEvent>(name, upTo(events).map(deposit))
  return { name, store: await inIndexedDB<BankEvent>(name) }
}

export async function pagesOf(name: string): Promise<Page[]> {
  return (await withRawStore(name, 'pages', (pages) => pages.getAll())) as Page[]
}

/** Resolves once a log of as many events is packed as far as it is going to be. */
export function untilPacked(name: string): Promise<void> {
  return eventually(async () => {
    const pages = await pagesOf(name)
    const last = pages.at(-1)
    expect(last && last.position + last.count - 1).toBe(packed)
    expect(pages.reduce((sum, { count }) => sum + count, 0)).toBe(packed)
  })
}

/** A log in small commits that was replayed once, and packed for the next time. */
export async function packedLog() {
  const { name, store } = await manySmallCommits()
  await collect(store.readAll())
  await untilPacked(name)
  return { name, store }
}
