import { openMemoryEventStore, reconstructState } from 'rewindable'
import { expect, test } from 'vitest'
import { bankHistory } from '../../demo/bank-history.ts'
import { count, describePosition } from '../../demo/wording.ts'
import {
  accountClosed,
  accountOpened,
  type BankEvent,
  moneyWithdrawn,
  transferReceived,
  transferReturned,
  transferSent,
} from '../../examples/bank-account.ts'

test('the place on the timeline is a sentence', async () => {
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
  expect([0, 1, 2, 4, 5, 6, 7].map((position) => describePosition(position, 7, history))).toEqual([
    'before the first of 7 events',
    'event 1 of 7, Ada opened an account with €100.00, 5 March 2026 at 14:03',
    'event 2 of 7, €40.00 withdrawn from Ada, 5 March 2026 at 14:03',
    'event 4 of 7, €5.00 sent from Ada to Grace, 5 March 2026 at 14:03',
    'event 5 of 7, €5.00 received by Grace from Ada, 5 March 2026 at 14:03',
    'event 6 of 7, €1.00 returned to Ada from Grace, 5 March 2026 at 14:03',
    'event 7 of 7, Grace closed the account, 5 March 2026 at 14:03',
  ])
})

test('nouns follow their number', () => {
  expect([count(1, 'event'), count(0, 'event'), count(10_000, 'event')]).toEqual([
    '1 event',
    '0 events',
    '10,000 events',
  ])
})
