import { memo, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { LiveProjection, openEventStore } from 'rewindable'
import { Timeline } from 'rewindable/time-travel'
import { type AccountRow, accounts } from '../../../examples/account-rows.ts'
import { balances } from '../../../examples/bank-balances.ts'
import { accountOpened, accountStream, type BankEvent, moneyDeposited } from '../../../examples/bank-events.ts'
import { AccountList, type AccountProps, LiveAccounts, PastAccounts } from '../../../examples/lists/react.tsx'

export type ListPage = {
  open(accounts: number): Promise<void>
  show(state: 'collection' | 'object', where: 'live' | 'past'): Promise<void>
  deposit(account: number): Promise<void>
  seek(position: number): Promise<void>
  /** Returns the number of rows that React rendered since the last call. */
  rendered(): number
}

declare global {
  interface Window {
    listPage: ListPage
  }
}

let rendered = 0

const CountedRow = memo(function CountedRow({ id, account }: AccountProps) {
  rendered += 1
  return (
    <li id={id}>
      {account.owner}: {account.balance}
    </li>
  )
})

type Accounts = Record<string, AccountRow>
type Source<Shown> = { subscribe(onChange: () => void): () => void; getSnapshot(): Shown }

/** The list of a state that is an object of accounts. */
function Objects<Shown>({ source, objectOf }: { source: Source<Shown>; objectOf: (shown: Shown) => Accounts }) {
  const shown = useSyncExternalStore(source.subscribe, source.getSnapshot)
  return <AccountList accounts={new Map(Object.entries(objectOf(shown)))} Row={CountedRow} />
}

const store = await openEventStore<BankEvent>('a list in React')
let timeline: { seek(position: number): Promise<boolean> } | undefined

window.listPage = {
  async open(count) {
    const appends = Array.from({ length: count }, (_, account) => ({
      streamId: accountStream(String(account)),
      events: [accountOpened(`owner ${account}`)],
    }))
    await store.appendBatch(appends)
  },
  async show(state, where) {
    const root = createRoot(document.querySelector('#list') ?? document.body)
    if (where === 'live' && state === 'collection') {
      const live = new LiveProjection(store, accounts)
      await live.catchUp()
      root.render(<LiveAccounts live={live} Row={CountedRow} />)
    } else if (where === 'live') {
      const live = new LiveProjection(store, balances)
      await live.catchUp()
      root.render(<Objects source={live} objectOf={(accountsById) => accountsById} />)
    } else if (state === 'collection') {
      const past = new Timeline(store, accounts)
      await past.toLive()
      timeline = past
      root.render(<PastAccounts timeline={past} Row={CountedRow} />)
    } else {
      const past = new Timeline(store, balances)
      await past.toLive()
      timeline = past
      root.render(<Objects source={past} objectOf={(view) => view.state} />)
    }
  },
  async deposit(account) {
    await store.append(accountStream(String(account)), moneyDeposited(1))
  },
  async seek(position) {
    await timeline?.seek(position)
  },
  rendered() {
    const count = rendered
    rendered = 0
    return count
  },
}
