import { type Bank, ChangedMeanwhile } from '../bank.ts'
import type { BankHistory } from '../bank-history.ts'
import type { Answer, Wish } from './messages.ts'

/** The functions of the bank that the surrounding page can use. */
export type OneSide = {
  readonly bank: Bank
  /** Calls back with the current bank, immediately and after each change. Returns a function that unsubscribes. */
  readonly subscribe: (listener: (history: BankHistory) => void) => () => void
  /** The reason why the bank cannot be changed now, or `undefined` if it can be changed. */
  readonly closedBecause: () => string | undefined
  readonly inWords: (error: unknown) => string
}

/** Executes requests with the commands of the bank, and returns the outcome. */
export function answersOf({ bank, subscribe, closedBecause, inWords }: OneSide): (wish: Wish) => Promise<Answer> {
  async function answer(wish: Wish): Promise<Answer> {
    const words = closedBecause()
    if (words !== undefined) return { kind: 'refused', words, decidedAgain: false }
    try {
      return { kind: 'done', accountId: await fulfil(wish) }
    } catch (error) {
      return { kind: 'refused', words: inWords(error), decidedAgain: error instanceof ChangedMeanwhile }
    }
  }

  async function fulfil(wish: Wish): Promise<string> {
    if (wish.wish === 'prepare') return prepare(wish)
    const { accountId } = wish
    if (wish.wish === 'withdraw') await bank.withdraw(accountId, wish.amount, 'Both at once')
    else await until(({ accounts }) => accounts.get(accountId)?.balance === wish.balance)
    return accountId
  }

  /** Returns an account with this owner and balance, and reuses the account of the last request. */
  async function prepare({ owner, balance }: Extract<Wish, { wish: 'prepare' }>): Promise<string> {
    const { accounts } = await until(() => true)
    const known = [...accounts.values()].find((account) => account.owner === owner && account.isOpen)
    if (!known) return bank.openAccount(owner, balance)
    if (known.balance < balance) await bank.deposit(known.id, balance - known.balance)
    if (known.balance > balance) await bank.withdraw(known.id, known.balance - balance)
    return known.id
  }

  function until(isSo: (history: BankHistory) => boolean): Promise<BankHistory> {
    return new Promise((resolve) => {
      const seen = new AbortController()
      const stop = subscribe((history) => {
        if (!isSo(history) || seen.signal.aborted) return
        seen.abort()
        resolve(history)
        // Deferred, because the first call happens before `subscribe` returns.
        queueMicrotask(() => stop())
      })
    })
  }

  return answer
}
