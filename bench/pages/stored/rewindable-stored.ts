import { type EventStore, openEventStore } from 'rewindable'
import { openCollection, type StoredCollection } from 'rewindable/collections'
import type { BankEvent } from '../../../examples/bank-events.ts'
import type { AccountRow } from '../account-list.ts'
import { indexedAccountRows } from '../account-rows.ts'
import type { Account } from '../account-table.ts'
import type { StoredContender, StoredRows } from '../stored-rows.ts'

class RewindableRows implements StoredRows {
  readonly #store: EventStore<BankEvent>
  readonly #accounts: StoredCollection<AccountRow>

  constructor(store: EventStore<BankEvent>, accounts: StoredCollection<AccountRow>) {
    this.#store = store
    this.#accounts = accounts
  }

  applied(): Promise<void> {
    return this.#accounts.caughtUp()
  }

  async first(limit: number): Promise<readonly Account[]> {
    return (await this.#accounts.query('byOwner', { limit })).map(asAccount)
  }

  async ofOwner(owner: string): Promise<readonly Account[]> {
    return (await this.#accounts.query('byOwner', { equals: owner })).map(asAccount)
  }

  async account(streamId: string): Promise<Account | undefined> {
    const row = await this.#accounts.get(streamId)
    return row && asAccount([streamId, row])
  }

  size(): Promise<number> {
    return this.#accounts.count()
  }

  async close(): Promise<void> {
    this.#accounts.close()
    await this.#store.close()
  }
}

function asAccount([id, row]: readonly [string, AccountRow]): Account {
  return { id, ...row }
}

export default {
  async record(log, bank, count) {
    const store = await openEventStore<BankEvent>(log)
    await bank.fill(store, count)
    await store.close()
  },
  async open(log, table) {
    const store = await openEventStore<BankEvent>(log)
    return new RewindableRows(store, await openCollection(store, indexedAccountRows(table)))
  },
} satisfies StoredContender
