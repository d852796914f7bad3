import { accountStream } from '../../../examples/bank-events.ts'
import type { AccountList, ListContender } from '../account-list.ts'
import { check } from '../check.ts'
import { ExpectedBalances, GeneratedBank } from '../generated-bank.ts'
import { percentile } from '../timed.ts'
import type { Work } from './work.ts'

const toWarmUp = 3

type Shown = { readonly list: AccountList; readonly expected: ExpectedBalances }

const shownLists = new Map<number, Shown>()
let deposits = 0

/** Deposits to accounts of a list, one after another. @returns the median time until a deposit is stored and shown */
export const appendShown: Work<ListContender> = {
  async prepare(contender, size) {
    // Only one list is in memory at a time.
    for (const { list } of shownLists.values()) await list.close()
    shownLists.clear()
    const bank = new GeneratedBank(size)
    const expected = new ExpectedBalances(bank)
    expected.moveTo(size)
    const list = await contender.open(`shown ${size}`, bank)
    shownLists.set(size, { list, expected })
    checkAccounts(list, expected)
  },

  async turn(_, size, times) {
    const shown = shownLists.get(size)
    if (!shown) throw new Error('Expected a call of prepare() first')
    window.gc?.()
    const took: number[] = []
    for (let index = -toWarmUp; index < times; index++) {
      const account = (deposits++ * 7_919) % size
      const amount = (deposits % 100) + 1
      const start = performance.now()
      await shown.list.deposit(accountStream(String(account)), amount)
      if (index >= 0) took.push(performance.now() - start)
      shown.expected.change(account, amount)
      check('balance', shown.list.account(accountStream(String(account)))?.balance, shown.expected.of(account))
    }
    checkAccounts(shown.list, shown.expected)
    return percentile(took, 0.5)
  },
}

function checkAccounts(list: AccountList, expected: ExpectedBalances): void {
  check('accounts', list.size, expected.size)
  for (let account = 0; account < expected.size; account++) {
    const row = list.account(accountStream(String(account)))
    check('owner', row?.owner, `owner ${account}`)
    check('balance', row?.balance, expected.of(account))
  }
}
