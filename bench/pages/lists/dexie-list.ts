import Dexie, { type EntityTable, liveQuery } from 'dexie'
import type { AccountList, AccountRow, ListContender } from '../account-list.ts'
import { type Account, openedAccounts } from '../account-table.ts'

type Database = Dexie & { readonly accounts: EntityTable<Account, 'id'> }

/** A table, and a live query of the whole list. */
class DexieList implements AccountList {
  readonly #database: Database
  #shown: readonly Account[] = []
  #index = new Map<string, number>()
  #onShown: () => void = () => {}
  readonly #subscription

  constructor(database: Database) {
    this.#database = database
    this.#subscription = liveQuery(() => database.accounts.toArray()).subscribe((accounts) => {
      this.#shown = accounts
      this.#onShown()
    })
  }

  /** Resolves when the live query has delivered all accounts. */
  async shown(accounts: number): Promise<void> {
    while (this.size < accounts) await this.#nextShown()
    this.#index = new Map(this.#shown.map(({ id }, index) => [id, index]))
  }

  get size(): number {
    return this.#shown.length
  }

  account(streamId: string): AccountRow | undefined {
    const index = this.#index.get(streamId)
    return index === undefined ? undefined : this.#shown[index]
  }

  async deposit(streamId: string, amount: number): Promise<void> {
    const before = this.account(streamId)
    if (!before) throw new Error(`expected the account ${streamId}`)
    const balance = before.balance + amount
    await this.#database.accounts.put({ ...before, id: streamId, balance })
    while (this.account(streamId)?.balance !== balance) await this.#nextShown()
  }

  async close(): Promise<void> {
    this.#subscription.unsubscribe()
    this.#database.close()
  }

  #nextShown(): Promise<void> {
    return new Promise((resolve) => {
      this.#onShown = resolve
    })
  }
}

export default {
  async open(name, bank) {
    const database = new Dexie(name) as Database
    database.version(1).stores({ accounts: 'id' })
    await database.open()
    if ((await database.accounts.count()) < bank.accounts) await database.accounts.bulkPut(openedAccounts(bank))
    const list = new DexieList(database)
    await list.shown(bank.accounts)
    return list
  },
} satisfies ListContender
