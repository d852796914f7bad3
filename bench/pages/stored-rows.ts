import type { Account } from './account-table.ts'
import type { GeneratedBank } from './generated-bank.ts'

/** Rows of accounts that are stored in the browser, with indexes by owner and by balance. */
export interface StoredRows {
  /** Resolves when the rows have all recorded events. */
  applied(): Promise<unknown>
  /** Returns the first accounts in the order of their owners. */
  first(limit: number): Promise<readonly Account[]>
  ofOwner(owner: string): Promise<readonly Account[]>
  account(streamId: string): Promise<Account | undefined>
  size(): Promise<number>
  close(): Promise<void>
}

/** Opens the stored rows of one contender. */
export type StoredContender = {
  /** Records the events of a bank up to an index, excluding it, without applying them. */
  record(log: string, bank: GeneratedBank, count: number): Promise<void>
  /** @param table name of the rows. Two tables of a log are independent */
  open(log: string, table: string): Promise<StoredRows>
}
