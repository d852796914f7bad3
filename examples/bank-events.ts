/** The events of an account. Amounts are whole numbers of the smallest unit, such as cents. */
export type BankEvent =
  | { readonly type: 'AccountOpened'; readonly data: { readonly owner: string; readonly balance: number } }
  | { readonly type: 'MoneyDeposited'; readonly data: Movement }
  | { readonly type: 'MoneyWithdrawn'; readonly data: Movement }
  | { readonly type: 'TransferSent'; readonly data: Movement & { readonly to: string; readonly transferId?: string } }
  | { readonly type: 'TransferReceived'; readonly data: Movement & { readonly from: string } }
  | { readonly type: 'TransferReturned'; readonly data: Movement & { readonly from: string } }
  | { readonly type: 'AccountClosed'; readonly data: Record<string, never> }

type Movement = { readonly amount: number; readonly note?: string }

/** The stream of one account: `accountStream('1')` is `'account:1'`. */
export const accountStream = (id: string): string => `account:${id}`

/** Returns the account of a stream: `accountOf('account:1')` is `'1'`. */
export const accountOf = (streamId: string): string => streamId.slice(accountStream('').length)

export const accountOpened = (owner: string, balance = 0): BankEvent => ({
  type: 'AccountOpened',
  data: { owner, balance },
})
export const moneyDeposited = (amount: number, note?: string): BankEvent => ({
  type: 'MoneyDeposited',
  data: { amount, ...noted(note) },
})
export const moneyWithdrawn = (amount: number, note?: string): BankEvent => ({
  type: 'MoneyWithdrawn',
  data: { amount, ...noted(note) },
})
/** @param transferId of a transfer in several commits; without it, the money arrives in the same commit */
export const transferSent = (to: string, amount: number, note?: string, transferId?: string): BankEvent => ({
  type: 'TransferSent',
  data: { to, amount, ...noted(note), ...(transferId && { transferId }) },
})
export const transferReceived = (from: string, amount: number, note?: string): BankEvent => ({
  type: 'TransferReceived',
  data: { from, amount, ...noted(note) },
})
/** @param from the account that could not receive the money */
export const transferReturned = (from: string, amount: number, note?: string): BankEvent => ({
  type: 'TransferReturned',
  data: { from, amount, ...noted(note) },
})
export const accountClosed = (): BankEvent => ({ type: 'AccountClosed', data: {} })

// JSON drops `note: undefined`, so an event without a note has no such property.
const noted = (note: string | undefined) => (note ? { note } : {})
