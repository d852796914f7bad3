import type { EventStore } from 'rewindable'
import { expect } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually } from '../async-results.ts'
import { withRawStore } from '../faults/raw-database.ts'
import { storeOfSingleCommits } from '../faults/single-commits.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import type { PackedEvents } from '../raw-commit.ts'

export const events = 4_500
/** The last packed position: packing stops at a multiple of 1,024. */
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

/** Resolves when the log is packed up to its last whole block. */
export function untilPacked(name: string): Promise<void> {
  return eventually(async () => {
    const pages = await pagesOf(name)
    const last = pages.at(-1)
    expect(last && last.position + last.count - 1).toBe(packed)
    expect(pages.reduce((sum, { count }) => sum + count, 0)).toBe(packed)
  })
}

/** Opens a log of small commits that was read once and has been packed. */
export async function packedLog() {
  const { name, store } = await manySmallCommits()
  await collect(store.readAll())
  await untilPacked(name)
  return { name, store }
}
