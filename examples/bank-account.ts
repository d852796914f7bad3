import type { EventStore } from 'rewindable'
import { type CommandResult, defineDecider, type HandleCommandOptions, handleCommands } from 'rewindable/model'
import {
  accountClosed,
  accountOpened,
  accountStream,
  type BankEvent,
  moneyDeposited,
  moneyWithdrawn,
  transferReceived,
  transferReturned,
  transferSent,
} from './bank-events.ts'
import { AccountNotOpen, AlreadyOpened, MoneyLeft, NotAnAmount, Overdraft, SameAccount } from './bank-refusals.ts'

export { balance, balances } from './bank-balances.ts'
export {
  accountClosed,
  accountOf,
  accountOpened,
  accountStream,
  type BankEvent,
  moneyDeposited,
  moneyWithdrawn,
  transferReceived,
  transferReturned,
  transferSent,
} from './bank-events.ts'

/** The commands of an account. */
export type AccountCommand =
  | { readonly type: 'OpenAccount'; readonly data: { readonly owner: string; readonly balance?: number } }
  | { readonly type: 'Deposit'; readonly data: Payment }
  | { readonly type: 'Withdraw'; readonly data: Payment }
  | { readonly type: 'SendTransfer'; readonly data: Payment & { readonly to: string; readonly transferId?: string } }
  | { readonly type: 'ReceiveTransfer'; readonly data: Payment & { readonly from: string } }
  | { readonly type: 'ReturnTransfer'; readonly data: Payment & { readonly from: string } }
  | { readonly type: 'CloseAccount' }

type Payment = { readonly amount: number; readonly note?: string | undefined }

/** The state that the rules of an account need. An account that was never opened has no owner. */
export type Account = { readonly owner?: string; readonly isOpen: boolean; readonly balance: number }

/**
 * The rules of an account.
 *
 * @throws {@link AccountNotOpen}, {@link AlreadyOpened}, {@link Overdraft}, {@link MoneyLeft}, {@link NotAnAmount}
 */
export const account = defineDecider<Account, AccountCommand, BankEvent>({
  name: 'account',
  initialState: () => ({ isOpen: false, balance: 0 }),
  when: {
    AccountOpened: (_, { data }) => ({ owner: data.owner, isOpen: true, balance: data.balance }),
    MoneyDeposited: (account, { data }) => changed(account, data.amount),
    MoneyWithdrawn: (account, { data }) => changed(account, -data.amount),
    TransferSent: (account, { data }) => changed(account, -data.amount),
    TransferReceived: (account, { data }) => changed(account, data.amount),
    TransferReturned: (account, { data }) => changed(account, data.amount),
    AccountClosed: (account) => ({ ...account, isOpen: false }),
  },
  decide(command, account) {
    if (command.type === 'OpenAccount') {
      const { owner, balance = 0 } = command.data
      assertNeverOpened(account)
      assertAmount(balance, 0)
      return accountOpened(owner, balance)
    }
    assertOpen(account)
    if (command.type === 'CloseAccount') {
      assertEmpty(account)
      return accountClosed()
    }
    const { amount, note } = command.data
    assertAmount(amount, 1)
    switch (command.type) {
      case 'Deposit':
        return moneyDeposited(amount, note)
      case 'Withdraw':
        assertCovered(account, amount)
        return moneyWithdrawn(amount, note)
      case 'SendTransfer':
        assertCovered(account, amount)
        return transferSent(command.data.to, amount, note, command.data.transferId)
      case 'ReceiveTransfer':
        return transferReceived(command.data.from, amount, note)
      case 'ReturnTransfer':
        return transferReturned(command.data.from, amount, note)
    }
  },
})

/**
 * Transfers money from one account to another in one commit, so that either both streams record it or none.
 *
 * @throws {@link SameAccount}, and every error of the rules of both accounts
 */
export async function transferMoney(
  store: EventStore<BankEvent>,
  { from, to, ...payment }: Payment & { readonly from: string; readonly to: string },
  options: HandleCommandOptions = {},
): Promise<CommandResult<Account, BankEvent>[]> {
  if (from === to) throw new SameAccount(from)
  const commands: { readonly streamId: string; readonly command: AccountCommand }[] = [
    { streamId: accountStream(from), command: { type: 'SendTransfer', data: { to, ...payment } } },
    { streamId: accountStream(to), command: { type: 'ReceiveTransfer', data: { from, ...payment } } },
  ]
  return handleCommands(store, account, commands, options)
}

const changed = (account: Account, by: number): Account => ({ ...account, balance: account.balance + by })

function assertNeverOpened({ owner }: Account): void {
  if (owner !== undefined) throw new AlreadyOpened(owner)
}

function assertOpen(account: Account): void {
  if (!account.isOpen) throw new AccountNotOpen(account)
}

function assertAmount(amount: number, least: number): void {
  if (!Number.isSafeInteger(amount) || amount < least) throw new NotAnAmount(amount, least)
}

function assertCovered(account: Account, amount: number): void {
  if (amount > account.balance) throw new Overdraft(account, amount)
}

function assertEmpty(account: Account): void {
  if (account.balance > 0) throw new MoneyLeft(account)
}
