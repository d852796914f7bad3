import { defineProjection, type RecordedEvent } from 'rewindable'
import { accountOf, accountStream, type BankEvent } from '../examples/bank-account.ts'

/** The whole bank as of one moment, with the way there: everything the page shows is drawn from one of these. */
export type BankHistory = {
  /** By account id, in the order they were opened; closed ones keep their place. */
  readonly accounts: Map<string, AccountLine>
  /** One for each event, oldest first. */
  readonly entries: Entry[]
  /** All money of the bank, also what is on its way between two accounts. */
  total: number
}

/** An account as the page lists it. */
export type AccountLine = {
  readonly id: string
  readonly owner: string
  readonly balance: number
  readonly isOpen: boolean
}

/** One event, with what it left behind. */
export type Entry = {
  readonly position: number
  readonly recordedAt: number
  readonly accountId: string
  readonly type: BankEvent['type']
  /** What it did to the balance of its account. */
  readonly change: number
  /** The other side of a transfer. */
  readonly otherId?: string
  readonly note?: string
  /** Balance of the account after the event. */
  readonly balance: number
  /** Money of the whole bank after the event. */
  readonly total: number
}

export const bankHistory = defineProjection<BankHistory, BankEvent>({
  name: 'bank-history',
  initialState: () => ({ accounts: new Map(), entries: [], total: 0 }),
  when: {
    AccountOpened: (history, event) => {
      const id = accountOf(event.streamId)
      assertBankEvent(event, event.data.owner)
      history.accounts.set(id, { id, owner: event.data.owner, balance: 0, isOpen: true })
      history.total += event.data.balance
      enter(history, event, event.data.balance)
    },
    MoneyDeposited: (history, event) => {
      history.total += event.data.amount
      enter(history, event, event.data.amount, noted(event.data))
    },
    MoneyWithdrawn: (history, event) => {
      history.total -= event.data.amount
      enter(history, event, -event.data.amount, noted(event.data))
    },
    // A transfer moves money within the bank: the total stays, even between its two events.
    TransferSent: (history, event) => {
      enter(history, event, -event.data.amount, { otherId: event.data.to, ...noted(event.data) })
    },
    TransferReceived: (history, event) => {
      enter(history, event, event.data.amount, { otherId: event.data.from, ...noted(event.data) })
    },
    TransferReturned: (history, event) => {
      enter(history, event, event.data.amount, { otherId: event.data.from, ...noted(event.data) })
    },
    AccountClosed: (history, event) => {
      enter(history, event, 0)
    },
  },
})

/** The last entry at or before a position. */
export function entryAt({ entries }: BankHistory, position: number): Entry | undefined {
  return entries[countUntil(entries, (entry) => entry.position <= position) - 1]
}

/** How many entries from the first on pass a test that, once failed, all later ones fail too. */
export function countUntil(entries: readonly Entry[], passes: (entry: Entry) => boolean): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    const entry = entries[middle]
    if (entry && passes(entry)) low = middle + 1
    else high = middle
  }
  return low
}

/** What left one account and has not reached the other: only between the two events of a transfer. */
export function onItsWay({ accounts, total }: BankHistory): number {
  let inAccounts = 0
  for (const { balance } of accounts.values()) inAccounts += balance
  return total - inAccounts
}

type Remarks = Pick<Entry, 'otherId' | 'note'>

function noted({ note }: { readonly note?: string }): Remarks {
  return note === undefined ? {} : { note }
}

function enter(history: BankHistory, event: RecordedEvent<BankEvent>, change: number, remarks: Remarks = {}): void {
  const id = accountOf(event.streamId)
  assertBankEvent(event, ...Object.values(remarks))
  const account = history.accounts.get(id)
  if (!account) throw new Error(`account ${id} was never opened`)
  if (!Number.isSafeInteger(change)) throw new Error(`expected a whole amount of cents, got ${String(change)}`)
  const balance = account.balance + change
  history.accounts.set(id, { ...account, balance, isOpen: event.type !== 'AccountClosed' })
  history.entries.push({
    position: event.globalPosition,
    recordedAt: event.recordedAt,
    accountId: id,
    type: event.type,
    change,
    ...remarks,
    balance,
    total: history.total,
  })
}

/** What comes from a file may be anything, whatever its type says: its words must be text, and not more than can be shown. */
function assertBankEvent({ streamId, type }: RecordedEvent<BankEvent>, ...words: readonly unknown[]): void {
  const isAccount = streamId === accountStream(accountOf(streamId))
  if (isAccount && [streamId, ...words].every((word) => typeof word === 'string' && word.length <= mostShown)) return
  throw new Error(`expected an event of an account, got ${type} in ${streamId}`)
}

/** In characters. The forms take far less. */
const mostShown = 1_000
