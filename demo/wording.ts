import type { BankState } from './bank-state.ts'
import type { Entry } from './entries.ts'
import { formatMoney } from './money.ts'

const dateAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' })
const shortDate = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const timeOfDay = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' })
const counted = new Intl.NumberFormat('en-GB')

export const formatMoment = (time: number): string => dateAndTime.format(time)
export const formatDate = (time: number): string => shortDate.format(time)
export const formatTime = (time: number): string => timeOfDay.format(time)
export const formatCount = (count: number): string => counted.format(count)

/** `count(1, 'event')` is `'1 event'`, `count(2, 'event')` is `'2 events'`. */
export const count = (number: number, noun: string): string =>
  `${formatCount(number)} ${noun}${number === 1 ? '' : 's'}`

/** Describes an entry: `'€40.00 withdrawn from Ada'`. */
export function describeEntry(entry: Entry, { accounts }: BankState): string {
  const owner = accounts.get(entry.accountId)?.owner ?? entry.accountId
  const other = accounts.get(entry.otherId ?? '')?.owner ?? entry.otherId
  const money = formatMoney(Math.abs(entry.change))
  switch (entry.type) {
    case 'AccountOpened':
      return `${owner} opened an account with ${money}`
    case 'MoneyDeposited':
      return `${money} deposited to ${owner}`
    case 'MoneyWithdrawn':
      return `${money} withdrawn from ${owner}`
    case 'TransferSent':
      return `${money} sent from ${owner} to ${other}`
    case 'TransferReceived':
      return `${money} received by ${owner} from ${other}`
    case 'TransferReturned':
      return `${money} returned to ${owner} from ${other}`
    case 'AccountClosed':
      return `${owner} closed the account`
  }
}

/** Describes an entry without its amount, for tables with a column of amounts: `'Withdrawal from Ada'`. */
export function titleOf(entry: Entry, { accounts }: BankState): string {
  const owner = accounts.get(entry.accountId)?.owner ?? entry.accountId
  const other = accounts.get(entry.otherId ?? '')?.owner ?? entry.otherId
  switch (entry.type) {
    case 'AccountOpened':
      return `${owner} opened an account`
    case 'MoneyDeposited':
      return `Deposit to ${owner}`
    case 'MoneyWithdrawn':
      return `Withdrawal from ${owner}`
    case 'TransferSent':
      return `Sent by ${owner} to ${other}`
    case 'TransferReceived':
      return `Received by ${owner} from ${other}`
    case 'TransferReturned':
      return `Returned to ${owner} from ${other}`
    case 'AccountClosed':
      return `${owner} closed the account`
  }
}
