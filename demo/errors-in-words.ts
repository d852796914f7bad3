import { ConcurrencyConflict, LogLost, ProjectionFailed, QuotaExceeded } from 'rewindable'
import { accountOf } from '../examples/bank-account.ts'
import { AccountNotOpen, MoneyLeft, NotAnAmount, Overdraft, SameAccount } from '../examples/bank-refusals.ts'
import { ChangedMeanwhile } from './bank.ts'
import type { BankState } from './bank-state.ts'
import { formatMoney } from './money.ts'

/** Returns a message for the user: the problem and the solution. `bank` is the latest state. */
export function inWords(error: unknown, bank: BankState): string {
  if (error instanceof ChangedMeanwhile)
    return `Another tab was faster, and nothing was recorded. ${inWords(error.cause, bank)}`
  if (error instanceof Overdraft) {
    const { owner, balance, amount } = error
    if (balance === 0) return `${owner} has no money to give. Deposit something first.`
    return `${owner} has ${formatMoney(balance)}, which does not cover ${formatMoney(amount)}. Take ${formatMoney(balance)} or less, or deposit first.`
  }
  if (error instanceof MoneyLeft) {
    const { owner, balance } = error
    return `${owner}’s account still holds ${formatMoney(balance)}. Withdraw or transfer it, then close the account.`
  }
  if (error instanceof AccountNotOpen) {
    return error.owner ? `${error.owner}’s account was closed. Choose another one.` : 'Choose an account, or open one.'
  }
  if (error instanceof NotAnAmount) return 'Write an amount of at least one cent, such as 12 or 12.50.'
  if (error instanceof SameAccount) return 'Choose another account for the money to go to.'
  if (error instanceof ConcurrencyConflict) {
    const account = bank.accounts.get(accountOf(error.streamId))
    const found = account ? ` ${account.owner}’s balance is now ${formatMoney(account.balance)}.` : ''
    return `Other tabs kept changing this account, so nothing was recorded.${found} Try once more.`
  }
  if (error instanceof LogLost) return 'This bank was started over, here or in another tab. Load the new one to go on.'
  if (error instanceof ProjectionFailed) {
    return `This log is not one of this bank: event ${error.position} does not fit (${error.cause}). Start over, then import another file or start with an empty bank.`
  }
  if (error instanceof QuotaExceeded) {
    return 'The browser has no room left for this page, so nothing was recorded. Free some disk space, then try again.'
  }
  return error instanceof Error ? error.message : String(error)
}
