import { type EventStore, openMemoryEventStore, reconstructState } from 'rewindable'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { accountOpened, accountStream, type BankEvent, balances, moneyDeposited } from '../../examples/bank-account.ts'
import { ifNotFor, payAll } from '../../examples/what-if.ts'
import { rejectionOf } from '../async-results.ts'

const [ada, grace] = [accountStream('1'), accountStream('2')]
let store: EventStore<BankEvent>

beforeEach(async () => {
  store = await openMemoryEventStore<BankEvent>()
  onTestFinished(() => store.close())
  await store.append(ada, accountOpened('Ada', 10))
  await store.append(grace, accountOpened('Grace'))
})

test('a fork without a deposit shows the differences of the states', async () => {
  const { events } = await store.append(ada, moneyDeposited(100))
  await payAll(store, '1', [{ to: '2', amount: 60 }])
  const [deposit] = events
  if (!deposit) throw new Error('there is no deposit')
  expect(await ifNotFor(store, deposit)).toEqual([{ kind: 'changed', path: [ada, 'balance'], before: 50, after: -50 }])
})

test('payAll pays all bills in order', async () => {
  const paid = await payAll(store, '1', [
    { to: '2', amount: 4, note: 'Tea' },
    { to: '2', amount: 6, note: 'Rent' },
  ])
  expect(paid.map(({ streamId, type }) => [streamId, type])).toEqual([
    [ada, 'TransferSent'],
    [grace, 'TransferReceived'],
    [ada, 'TransferSent'],
    [grace, 'TransferReceived'],
  ])
  expect((await reconstructState(store, balances))[grace]?.balance).toBe(10)
})

test('payAll pays no bill if the balance does not cover all of them', async () => {
  const bills = [
    { to: '2', amount: 4 },
    { to: '2', amount: 7 },
  ]
  expect(String(await rejectionOf(payAll(store, '1', bills)))).toContain('7')
  expect(await store.lastPosition()).toBe(2)
})
