import { defineProjection, type ProjectionDefinition, type RecordedEvent } from 'rewindable'
import { accountOf, accountStream, type BankEvent } from '../examples/bank-account.ts'

/** The bank at one moment. The state is small, so that scrubbing is fast. */
export type BankState = {
  /** By account id, in the order of opening. Closed accounts keep their places. */
  readonly accounts: ReadonlyMap<string, AccountLine>
  /** All money of the bank, including money in transit between two accounts. */
  readonly total: number
}

/** A row of the list of accounts. */
export type AccountLine = {
  readonly id: string
  readonly owner: string
  readonly balance: number
  readonly isOpen: boolean
}

/** The effect of an event on the bank. */
export type Deed = {
  /** The change of the balance of its account. */
  readonly change: number
  /** The change of the total. A transfer does not change the total, not even between its two events. */
  readonly enters: number
  /** The owner of the account that the event opens. */
  readonly owner?: string
  /** The other account of a transfer. */
  readonly otherId?: string
  readonly note?: string
}

type Table<State> = ProjectionDefinition<State, BankEvent>['when']

/** Returns a handler for each type of event, independent of the state that is folded. */
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

/** Returns the bank after an event, without changing the bank before it. */
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

/**
 * Returns the money that has left one account and not reached the other. Such money exists between the two events of a
 * transfer, and in a fork without one of these events.
 */
export function onItsWay({ accounts, total }: BankState): number {
  let inAccounts = 0
  for (const { balance } of accounts.values()) inAccounts += balance
  return total - inAccounts
}

function noted(note: string | undefined): Pick<Deed, 'note'> {
  return note === undefined ? {} : { note }
}

/** Imported events can contain anything, so texts are checked for their type and length. */
function assertBankEvent({ streamId, type }: RecordedEvent<BankEvent>, deed: Deed): void {
  const isAccount = streamId === accountStream(accountOf(streamId))
  const words: unknown[] = [streamId]
  for (const name of ['owner', 'otherId', 'note'] as const) if (name in deed) words.push(deed[name])
  if (isAccount && words.every((word) => typeof word === 'string' && word.length <= mostShown)) return
  throw new Error(`expected an event of an account, got ${type} in ${streamId}`)
}

/** In characters. The forms accept only much shorter texts. */
const mostShown = 1_000
