import { type Bank, ChangedMeanwhile } from '../bank.ts'
import type { BankHistory } from '../bank-history.ts'
import type { Answer, Wish } from './messages.ts'

/** The bank on one side, as the page around it may use it. */
export type OneSide = {
  readonly bank: Bank
  /** Calls back with the bank as of now, at once and with each change. Returns the undo. */
  readonly subscribe: (listener: (history: BankHistory) => void) => () => void
  /** Why nothing may be changed now; undefined: it may. */
  readonly closedBecause: () => string | undefined
  readonly inWords: (error: unknown) => string
}

/** Fulfils wishes by the commands that a person has too, and says how it went. */
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

  /** An account of that name that holds just so much: the one of the last time, if there was one. */
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
        // Called back at once, it has not returned yet.
        queueMicrotask(() => stop())
      })
    })
  }

  return answer
}
