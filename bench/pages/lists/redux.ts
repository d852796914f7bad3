import { configureStore, createEntityAdapter, createSlice } from '@reduxjs/toolkit'
import type { AccountList, AccountRow, ListContender } from '../account-list.ts'
import { type Account, type AccountDatabase, openAccountDatabase } from '../account-table.ts'

const adapter = createEntityAdapter<Account>()

const accounts = createSlice({
  name: 'accounts',
  initialState: adapter.getInitialState(),
  reducers: { loaded: adapter.setAll, changed: adapter.updateOne },
})

const newStore = () => configureStore({ reducer: accounts.reducer })

/** The entity adapter in a slice. The change is stored, and then dispatched. */
class ReduxList implements AccountList {
  readonly #database: AccountDatabase
  readonly #store: ReturnType<typeof newStore>
  #shown: ReturnType<typeof accounts.reducer>

  constructor(database: AccountDatabase, loaded: readonly Account[]) {
    this.#database = database
    this.#store = newStore()
    this.#store.dispatch(accounts.actions.loaded(loaded))
    this.#shown = this.#store.getState()
    this.#store.subscribe(() => {
      this.#shown = this.#store.getState()
    })
  }

  get size(): number {
    return this.#shown.ids.length
  }

  account(streamId: string): AccountRow | undefined {
    return this.#shown.entities[streamId]
  }

  async deposit(streamId: string, amount: number): Promise<void> {
    const before = this.#store.getState().entities[streamId]
    if (!before) throw new Error(`expected the account ${streamId}`)
    const changes = { balance: before.balance + amount }
    await this.#database.put('accounts', { ...before, ...changes })
    this.#store.dispatch(accounts.actions.changed({ id: streamId, changes }))
  }

  async close(): Promise<void> {
    this.#database.close()
  }
}

export default {
  async open(name, bank) {
    const database = await openAccountDatabase(name, bank)
    return new ReduxList(database, await database.getAll('accounts'))
  },
} satisfies ListContender
