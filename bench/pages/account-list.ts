import type { GeneratedBank } from './generated-bank.ts'

/** A row of the list. */
export type AccountRow = { readonly owner: string; readonly balance: number }

/** A list of accounts that is stored and shown. Each contender implements the list as its documentation recommends. */
export interface AccountList {
  /** The number of accounts that the subscriber received. */
  readonly size: number
  /** Returns an account as the subscriber received it. */
  account(streamId: string): AccountRow | undefined
  /** Stores a deposit. Resolves when the change is stored and the subscriber received it. */
  deposit(streamId: string, amount: number): Promise<void>
  close(): Promise<void>
}

/** Opens the lists of one contender. */
export type ListContender = {
  /** Opens a list with the accounts of a bank, and shows it. The first call stores the accounts. */
  open(name: string, bank: GeneratedBank): Promise<AccountList>
}
