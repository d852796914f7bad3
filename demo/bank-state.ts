import { defineProjection, type ProjectionDefinition, type RecordedEvent } from 'rewindable'
import { accountOf, accountStream, type BankEvent } from '../examples/bank-account.ts'

/** The bank as of one moment: small, so that any moment is at hand while somebody drags the timeline. */
export type BankState = {
  /** By account id, in the order they were opened; closed ones keep their place. */
  readonly accounts: ReadonlyMap<string, AccountLine>
  /** All money of the bank, also what is on its way between two accounts. */
  readonly total: number
}

/** An account as the page lists it. */
export type AccountLine = {
  readonly id: string
  readonly owner: string
  readonly balance: number
  readonly isOpen: boolean
}

/** What an event says of the bank. */
export type Deed = {
  /** What it does to the balance of its account. */
  readonly change: number
  /** What it does to the total. A transfer moves money within the bank: the total stays, even between its two events. */
  readonly enters: number
  /** Whose account it opens. */
  readonly owner?: string
  /** The other side of a transfer. */
  readonly otherId?: string
  readonly note?: string
}

type Table<State> = ProjectionDefinition<State, BankEvent>['when']

/** What each event does, for whatever state is folded from it. */
export function bankTable<State>(
  next: (state: State, event: RecordedEvent<BankEvent>, deed: Deed) => State,
): Table<State> {
  return {
    AccountOpened: (state, event) => {
      const { owner, balance } = event.data
      return next(state, event, { change: balance, enters: balance, owner })
    },
    MoneyDeposited: (state, event) => {
      const { amount, note } = event.data
      return next(state, event, { change: amount, enters: amount, ...noted(note) })
    },
    MoneyWithdrawn: (state, event) => {
      const { amount, note } = event.data
      return next(state, event, { change: -amount, enters: -amount, ...noted(note) })
    },
    TransferSent: (state, event) => {
      const { amount, to, note } = event.data
      return next(state, event, { change: -amount, enters: 0, otherId: to, ...noted(note) })
    },
    TransferReceived: (state, event) => {
      const { amount, from, note } = event.data
      return next(state, event, { change: amount, enters: 0, otherId: from, ...noted(note) })
    },
    TransferReturned: (state, event) => {
      const { amount, from, note } = event.data
      return next(state, event, { change: amount, enters: 0, otherId: from, ...noted(note) })
    },
    AccountClosed: (state, event) => next(state, event, { change: 0, enters: 0 }),
  }
}

export const bankState = defineProjection<BankState, BankEvent>({
  name: 'bank',
  initialState: () => ({ accounts: new Map(), total: 0 }),
  when: bankTable((bank, event, deed) => Object.freeze(bankAfter(bank, event, deed))),
})

/** The bank after one more event. The one before stays as it is. */
export function bankAfter(bank: BankState, event: RecordedEvent<BankEvent>, deed: Deed): BankState {
  assertBankEvent(event, deed)
  const id = accountOf(event.streamId)
  const { owner, change, enters } = deed
  const before = owner === undefined ? bank.accounts.get(id) : { id, owner, balance: 0 }
  if (!before) throw new Error(`account ${id} was never opened`)
  if (!Number.isSafeInteger(change)) throw new Error(`expected a whole amount of cents, got ${String(change)}`)
  const account = { ...before, balance: before.balance + change, isOpen: event.type !== 'AccountClosed' }
  return { accounts: new Map(bank.accounts).set(id, account), total: bank.total + enters }
}

/** What left one account and has not reached the other: only between the two events of a transfer, or where one is left out. */
export function onItsWay({ accounts, total }: BankState): number {
  let inAccounts = 0
  for (const { balance } of accounts.values()) inAccounts += balance
  return total - inAccounts
}

function noted(note: string | undefined): Pick<Deed, 'note'> {
  return note === undefined ? {} : { note }
}

/** What comes from a file may be anything, whatever its type says: its words must be text, and not more than can be shown. */
function assertBankEvent({ streamId, type }: RecordedEvent<BankEvent>, deed: Deed): void {
  const isAccount = streamId === accountStream(accountOf(streamId))
  const words: unknown[] = [streamId]
  for (const name of ['owner', 'otherId', 'note'] as const) if (name in deed) words.push(deed[name])
  if (isAccount && words.every((word) => typeof word === 'string' && word.length <= mostShown)) return
  throw new Error(`expected an event of an account, got ${type} in ${streamId}`)
}

/** In characters. The forms take far less. */
const mostShown = 1_000
