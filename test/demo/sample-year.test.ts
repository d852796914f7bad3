import { openMemoryEventStore, Projection } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { bankHistory, countUntil, entryAt, onItsWay } from '../../demo/bank-history.ts'
import { fillSampleYear } from '../../demo/sample-year/fill-sample-year.ts'
import { sampleYear } from '../../demo/sample-year/sample-year.ts'
import type { BankEvent } from '../../examples/bank-account.ts'

const until = new Date(2026, 10, 21, 9, 30).getTime()

describe('the sample year', () => {
  const year = [...sampleYear({ events: 10_000, until, seed: 2026 })]

  test('has 10,000 events in the year before, in order', () => {
    expect(year.length).toBe(10_000)
    expect(year.every(({ globalPosition }, index) => globalPosition === index + 1)).toBe(true)
    const times = year.map(({ recordedAt }) => recordedAt)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(new Date(times[0] ?? 0).toDateString()).toBe(new Date(2025, 10, 21).toDateString())
    expect(new Date(times.at(-1) ?? 0).toDateString()).toBe(new Date(2026, 10, 20).toDateString())
  })

  test('is the same year every time, but for the ids', () => {
    const again = [...sampleYear({ events: 10_000, until, seed: 2026 })]
    expect(again.map((event) => ({ ...event, id: '' }))).toEqual(year.map((event) => ({ ...event, id: '' })))
  })

  test('never overdraws an account, and money is on its way only between the two events of a transfer', async () => {
    const store = await openMemoryEventStore<BankEvent>()
    const progress: number[] = []
    await fillSampleYear(store, { now: () => until, report: (done) => progress.push(done) })
    const projection = new Projection(store, bankHistory)
    expect(await projection.catchUp()).toBe(10_000)
    const bank = projection.state
    expect(bank.accounts.size).toBe(8)
    expect(Math.min(...bank.entries.map(({ balance }) => balance))).toBeGreaterThanOrEqual(0)
    expect(onItsWay(bank)).toBe(0)
    expect(progress.length).toBeGreaterThan(5)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  })

  test('is refused by a bank that has a past of its own', async () => {
    const store = await openMemoryEventStore<BankEvent>()
    await store.append('account:1', { type: 'AccountOpened', data: { owner: 'Ada', balance: 5 } })
    await expect(fillSampleYear(store, { now: () => until })).rejects.toMatchObject({ code: 'ImportRejected' })
    expect(await store.lastPosition()).toBe(1)
  })
})

test('an entry is found by position, also where the log holds events the bank does not know', () => {
  const bank = bankHistory.initialState()
  for (const position of [1, 2, 5]) {
    bank.entries.push({
      position,
      recordedAt: 0,
      accountId: '1',
      type: 'MoneyDeposited',
      change: 1,
      balance: 1,
      total: 1,
    })
  }
  expect(entryAt(bank, 0)).toBeUndefined()
  expect(entryAt(bank, 4)?.position).toBe(2)
  expect(entryAt(bank, 5)?.position).toBe(5)
  expect(countUntil(bank.entries, ({ position }) => position < 5)).toBe(2)
})
