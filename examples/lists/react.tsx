import { type ComponentType, memo, useSyncExternalStore } from 'react'
import type { LiveProjection, Rows } from 'rewindable'
import type { Timeline } from 'rewindable/time-travel'
import type { AccountRow } from '../account-rows.ts'
import type { BankEvent } from '../bank-events.ts'

export type AccountProps = { readonly id: string; readonly account: AccountRow }

/** A row that React renders again only if its account changed, because an untouched account keeps its identity. */
export const Account = memo(function Account({ id, account }: AccountProps) {
  return (
    <li id={id}>
      {account.owner}: {account.balance}
    </li>
  )
})

/** A list of accounts. `Row` is a memoized component. */
export function AccountList({
  accounts,
  Row = Account,
}: {
  readonly accounts: ReadonlyMap<string, AccountRow>
  readonly Row?: ComponentType<AccountProps>
}) {
  return (
    <ul>
      {Array.from(accounts, ([id, account]) => (
        <Row key={id} id={id} account={account} />
      ))}
    </ul>
  )
}

/** The list at the end of the log. */
export function LiveAccounts({
  live,
  Row,
}: {
  live: LiveProjection<Rows<AccountRow>, BankEvent>
  Row?: typeof Account
}) {
  const accounts = useSyncExternalStore(live.subscribe, live.getSnapshot)
  return <AccountList accounts={accounts} {...(Row && { Row })} />
}

/** The list at the position of a timeline. */
export function PastAccounts({
  timeline,
  Row,
}: {
  timeline: Timeline<Rows<AccountRow>, BankEvent>
  Row?: typeof Account
}) {
  const { state } = useSyncExternalStore(timeline.subscribe, timeline.getSnapshot)
  return <AccountList accounts={state} {...(Row && { Row })} />
}
