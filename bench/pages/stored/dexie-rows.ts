import Dexie, { type EntityTable } from 'dexie'
import type { Account } from '../account-table.ts'
import type { GeneratedBank } from '../generated-bank.ts'
import type { StoredContender, StoredRows } from '../stored-rows.ts'

type Database = Dexie & {
  readonly accounts: EntityTable<Account, 'id'>
  readonly positions: EntityTable<{ readonly name: 'applied'; readonly position: number }, 'name'>
}

const batchSize = 1_000

/** The events that an application would receive. They are in memory, so that Dexie need not read them. */
type Recorded = { readonly bank: GeneratedBank; readonly count: number }

const logs = new Map<string, Recorded>()

/** A table with two indexes. The position of the last event is stored in the transaction of the rows. */
class DexieRows implements StoredRows {
  readonly #database: Database
  readonly #recorded: Recorded

  constructor(database: Database, recorded: Recorded) {
    this.#database = database
    this.#recorded = recorded
  }

  async applied(): Promise<void> {
    const { count } = this.#recorded
    let position = (await this.#database.positions.get('applied'))?.position ?? 0
    for (; position < count; position += batchSize) await this.#apply(position, Math.min(position + batchSize, count))
  }

  #apply(from: number, to: number): Promise<unknown> {
    const { bank } = this.#recorded
    const { accounts, positions } = this.#database
    const indexes = Array.from({ length: to - from }, (_, offset) => from + offset)
    return this.#database.transaction('rw', accounts, positions, async () => {
      const ids = [...new Set(indexes.filter((index) => index >= bank.accounts).map((index) => bank.streamAt(index)))]
      const found = ids.length === 0 ? [] : await accounts.bulkGet(ids)
      const rows = new Map(found.flatMap((account) => (account ? [[account.id, account]] : [])))
      for (const index of indexes) {
        const [id, { type, data }] = [bank.streamAt(index), bank.event(index)]
        if (type === 'AccountOpened') rows.set(id, { id, owner: data.owner, balance: data.balance })
        else if (type === 'MoneyDeposited') change(rows, id, data.amount)
        else if (type === 'MoneyWithdrawn') change(rows, id, -data.amount)
      }
      await accounts.bulkPut([...rows.values()])
      await positions.put({ name: 'applied', position: to })
    })
  }

  first(limit: number): Promise<readonly Account[]> {
    return this.#database.accounts.orderBy('owner').limit(limit).toArray()
  }

  ofOwner(owner: string): Promise<readonly Account[]> {
    return this.#database.accounts.where('owner').equals(owner).toArray()
  }

  account(streamId: string): Promise<Account | undefined> {
    return this.#database.accounts.get(streamId)
  }

  size(): Promise<number> {
    return this.#database.accounts.count()
  }

  async close(): Promise<void> {
    this.#database.close()
  }
}

function change(rows: Map<string, Account>, id: string, by: number): void {
  const account = rows.get(id)
  if (!account) throw new Error(`expected the account ${id} to be open`)
  rows.set(id, { ...account, balance: account.balance + by })
}

export default {
  async record(log, bank, count) {
    logs.set(log, { bank, count })
  },
  async open(log, table) {
    const recorded = logs.get(log)
    if (!recorded) throw new Error(`expected the log ${log} to be recorded`)
    const database = new Dexie(`${log} ${table}`) as Database
    database.version(1).stores({ accounts: 'id, owner, balance', positions: 'name' })
    await database.open()
    return new DexieRows(database, recorded)
  },
} satisfies StoredContender
