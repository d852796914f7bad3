import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { AccountRow } from './account-list.ts'
import type { GeneratedBank } from './generated-bank.ts'

/** An account as a library of rows keeps it. */
export type Account = AccountRow & { readonly id: string }

interface Schema extends DBSchema {
  accounts: { key: string; value: Account }
}

export type AccountDatabase = IDBPDatabase<Schema>

/** Opens a database in which a library that only keeps rows in memory stores its rows. */
export async function openAccountDatabase(name: string, bank: GeneratedBank): Promise<AccountDatabase> {
  const database = await openDB<Schema>(name, 1, {
    upgrade: (opened) => void opened.createObjectStore('accounts', { keyPath: 'id' }),
  })
  if ((await database.count('accounts')) < bank.accounts) {
    const transaction = database.transaction('accounts', 'readwrite')
    const storing = openedAccounts(bank).map((account) => transaction.store.put(account))
    await Promise.all([...storing, transaction.done])
  }
  return database
}

/** Returns the accounts of a bank as they were opened. */
export function openedAccounts(bank: GeneratedBank): Account[] {
  return Array.from({ length: bank.accounts }, (_, index) => {
    const { type, data } = bank.event(index)
    if (type !== 'AccountOpened') throw new Error(`expected the event ${index} to open an account, found ${type}`)
    return { id: bank.streamAt(index), owner: data.owner, balance: data.balance }
  })
}
