import { openEventStore } from 'rewindable'
import { defineProcessManager, startProcessManager } from 'rewindable/model'
import { type BankEvent, transferSent } from '../../../examples/bank-events.ts'
import { check } from '../check.ts'
import { ExpectedBalances } from '../generated-bank.ts'
import { timed } from '../timed.ts'
import type { Work } from '../works/work.ts'
import { bankName, bankOf, bankStore } from './bank-store.ts'

/** Reports the balance of an account after a transfer. Each account is a process. */
const reports = defineProcessManager<{ balance: number }, { balance: number }, BankEvent>({
  name: 'reports',
  correlate: ({ streamId }) => streamId,
  initialState: () => ({ balance: 0 }),
  when: {
    AccountOpened: (_, { data }) => ({ balance: data.balance }),
    MoneyDeposited: (account, { data }) => {
      account.balance += data.amount
    },
    MoneyWithdrawn: (account, { data }) => {
      account.balance -= data.amount
    },
  },
  decide: { TransferSent: (_, { balance }) => ({ balance }) },
})

let turns = 0

/**
 * Starts a process manager that has handled the log of a bank before, and one more event. @returns the time until it dispatches
 * the command for this event
 */
export const processStart: Work<undefined> = {
  async prepare(_, size) {
    await bankStore(size)
    await started(size)
  },
  turn: (_, size) => started(size),
}

async function started(size: number): Promise<number> {
  const bank = bankOf(size)
  const expected = new ExpectedBalances(bank)
  expected.moveTo(size)
  const index = turns++ * 101
  // A second store over the same log has nothing in memory.
  const store = await openEventStore<BankEvent>(bankName(size))
  await store.append(bank.streamAt(index), transferSent('another bank', 0))
  const { took, result } = await timed(
    () =>
      new Promise<number>((resolve) => {
        const dispatch = async (command: { balance: number }): Promise<void> => resolve(command.balance)
        startProcessManager(store, reports, dispatch, { fromPosition: size + 1 })
      }),
  )
  check('balance', result, expected.of(bank.accountAt(index)))
  await store.close()
  return took
}
