import { LiveProjection, openMemoryEventStore, reconstructState } from 'rewindable'
import { expect, test } from 'vitest'
import { bankHistory } from '../../demo/bank-history.ts'
import { bankState, onItsWay } from '../../demo/bank-state.ts'
import {
  accountOpened,
  type BankEvent,
  moneyDeposited,
  moneyWithdrawn,
  transferReceived,
  transferSent,
} from '../../examples/bank-account.ts'

test('the bank with history equals the plain bank at every position', async () => {
  const store = await openMemoryEventStore<BankEvent>()
  await store.append('account:1', [accountOpened('Ada', 100), moneyDeposited(50), moneyWithdrawn(30)])
  await store.append('account:2', accountOpened('Grace', 5))
  await store.appendBatch([
    { streamId: 'account:1', events: [transferSent('2', 20)] },
    { streamId: 'account:2', events: [transferReceived('1', 20)] },
  ])
  const totals: number[] = []
  for (let atPosition = 0; atPosition <= 6; atPosition += 1) {
    const bank = await reconstructState(store, bankState, { atPosition })
    const { entries, ...history } = await reconstructState(store, bankHistory, { atPosition })
    expect(history).toEqual(bank)
    expect(entries.length).toBe(atPosition)
    expect(onItsWay(bank)).toBe(atPosition === 5 ? 20 : 0)
    totals.push(bank.total)
  }
  expect(totals).toEqual([0, 100, 150, 120, 125, 125, 125])
})

test('a new event creates a new history and does not change the previous one', async () => {
  const store = await openMemoryEventStore<BankEvent>()
  await store.append('account:1', [accountOpened('Ada', 100), moneyDeposited(1)])
  const live = new LiveProjection(store, bankHistory, { snapshots: false })
  await live.catchUp()
  const before = live.state
  await store.append('account:1', moneyDeposited(2))
  await live.catchUp()
  expect([before.total, before.entries.length, before.accounts.get('1')?.balance]).toEqual([101, 2, 101])
  expect([live.state.total, live.state.entries.length, live.state.accounts.get('1')?.balance]).toEqual([103, 3, 103])
  // Both histories share the same entry objects.
  expect(live.state.entries.at(0)).toBe(before.entries.at(0))
})

test('the bank projection fails for an event that no command of the bank can record', async () => {
  for (const [streamId, event] of [
    ['account:1', moneyDeposited(5)],
    ['herd:1', accountOpened('Ada', 5)],
    ['account:1', accountOpened('A'.repeat(1_001), 5)],
    ['account:1', accountOpened('Ada', 0.5)],
  ] as const) {
    const store = await openMemoryEventStore<BankEvent>()
    await store.append(streamId, event)
    await expect(reconstructState(store, bankState)).rejects.toMatchObject({ code: 'ProjectionFailed' })
  }
})
