import { type ChangeMessageOrDeleteKeyMessage, createCollection } from '@tanstack/db'
import type { AccountList, AccountRow, ListContender } from '../account-list.ts'
import { type Account, type AccountDatabase, openAccountDatabase } from '../account-table.ts'

type Accounts = Awaited<ReturnType<typeof openAccounts>>

/** A collection with its own sync function. An update is optimistic, then stored, and then written to the synced state. */
class TanStackList implements AccountList {
  readonly #database: AccountDatabase
  readonly #accounts: Accounts
  readonly #shown = new Map<string, AccountRow>()

  constructor(database: AccountDatabase, accounts: Accounts) {
    this.#database = database
    this.#accounts = accounts
    accounts.subscribeChanges(
      (changes) => {
        for (const { key, value } of changes) this.#shown.set(key, value)
      },
      { includeInitialState: true },
    )
  }

  get size(): number {
    return this.#accounts.size
  }

  account(streamId: string): AccountRow | undefined {
    return this.#shown.get(streamId)
  }

  async deposit(streamId: string, amount: number): Promise<void> {
    const change = this.#accounts.update(streamId, (account) => {
      account.balance += amount
    })
    await change.isPersisted.promise
  }

  async close(): Promise<void> {
    await this.#accounts.cleanup()
    this.#database.close()
  }
}

async function openAccounts(name: string, database: AccountDatabase) {
  let confirm: (change: ChangeMessageOrDeleteKeyMessage<Account, string>) => void = () => {}
  const accounts = createCollection({
    id: name,
    getKey: ({ id }: Account) => id,
    sync: {
      rowUpdateMode: 'full',
      sync({ begin, write, commit, markReady, markError }) {
        confirm = (change) => {
          begin()
          write(change)
          commit()
        }
        database.getAll('accounts').then((stored) => {
          begin()
          for (const value of stored) write({ type: 'insert', value })
          commit()
          markReady()
        }, markError)
      },
    },
    async onUpdate({ transaction }) {
      for (const { modified } of transaction.mutations) {
        await database.put('accounts', modified)
        confirm({ type: 'update', value: modified })
      }
    },
  })
  await accounts.preload()
  return accounts
}

export default {
  async open(name, bank) {
    const database = await openAccountDatabase(name, bank)
    return new TanStackList(database, await openAccounts(name, database))
  },
} satisfies ListContender
