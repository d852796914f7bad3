import { openMemoryEventStore, reconstructState } from 'rewindable'
import { expect, test } from 'vitest'
import { bankHistory } from '../../demo/bank-history.ts'
import { count, describeEntry } from '../../demo/wording.ts'
import {
  accountClosed,
  accountOpened,
  type BankEvent,
  moneyWithdrawn,
  transferReceived,
  transferReturned,
  transferSent,
} from '../../examples/bank-account.ts'

test('the demo describes each event of the bank in words', async () => {
  const now = new Date(2026, 2, 5, 14, 3).getTime()
  const store = await openMemoryEventStore<BankEvent>({ now: () => now })
  await store.append('account:1', [accountOpened('Ada', 10_000), moneyWithdrawn(4000)])
  await store.append('account:2', accountOpened('Grace'))
  await store.appendBatch([
    { streamId: 'account:1', events: [transferSent('2', 500)] },
    { streamId: 'account:2', events: [transferReceived('1', 500)] },
  ])
  await store.append('account:1', transferReturned('2', 100))
  await store.append('account:2', accountClosed())
  const history = await reconstructState(store, bankHistory)
  expect([...history.entries].map((entry) => describeEntry(entry, history))).toEqual([
    'Ada opened an account with €100.00',
    '€40.00 withdrawn from Ada',
    'Grace opened an account with €0.00',
    '€5.00 sent from Ada to Grace',
    '€5.00 received by Grace from Ada',
    '€1.00 returned to Ada from Grace',
    'Grace closed the account',
  ])
})

test('count adds a plural ending unless the number is 1', () => {
  expect([count(1, 'event'), count(0, 'event'), count(10_000, 'event')]).toEqual([
    '1 event',
    '0 events',
    '10,000 events',
  ])
})
