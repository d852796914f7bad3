import { openMemoryEventStore } from 'rewindable'
import type { BankEvent } from '../../../examples/bank-account.ts'
import { exportText } from '../../export-text.ts'
import { upTo } from '../../projection/telling-projections.ts'
import { type BankDeposit, type BankStore, deposit, type Trial } from './trial.ts'

/** The number of events of the long log: enough for several pages, in records of fifty. */
export const longLog = 350

function manyDeposits(): BankDeposit[][] {
  return upTo(longLog / 50).map((group) => upTo(50).map((amount) => deposit((group - 1) * 50 + amount)))
}

/** Appends the events of the long log. */
export async function fill(trial: Trial, store: BankStore): Promise<void> {
  for (const group of manyDeposits()) await trial.append(store, 's', group)
}

let exported: Promise<string> | undefined

/** Returns the export of the long log. */
export function longFile(): Promise<string> {
  exported ??= exportLongLog()
  return exported
}

async function exportLongLog(): Promise<string> {
  const store = await openMemoryEventStore<BankEvent>()
  for (const group of manyDeposits()) await store.append('s', group)
  const file = await exportText(store)
  await store.close()
  return file
}
