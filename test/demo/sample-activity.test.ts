import { openMemoryEventStore, Projection } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { bankHistory } from '../../demo/bank-history.ts'
import { onItsWay } from '../../demo/bank-state.ts'
import { fillSampleActivity, samples } from '../../demo/sample-activity/fill-sample-activity.ts'
import { sampleActivity } from '../../demo/sample-activity/sample-activity.ts'
import type { BankEvent } from '../../examples/bank-account.ts'

const until = new Date(2026, 10, 21, 9, 30).getTime()

describe('the sample activity of the demo', () => {
  const year = [...sampleActivity({ events: 10_000, years: 1, until, seed: 2026 })]

  test('the sample activity has 10,000 events in order within the past year', () => {
    expect(year.length).toBe(10_000)
    expect(year.every(({ globalPosition }, index) => globalPosition === index + 1)).toBe(true)
    const times = year.map(({ recordedAt }) => recordedAt)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(new Date(times[0] ?? 0).toDateString()).toBe(new Date(2025, 10, 21).toDateString())
    expect(new Date(times.at(-1) ?? 0).toDateString()).toBe(new Date(2026, 10, 20).toDateString())
  })

  test('the sample activity over ten years has 100,000 events and never overdraws an account', () => {
    const balances = new Map<string, number>()
    let [count, from, to] = [0, Infinity, 0]
    for (const event of sampleActivity({ events: 100_000, years: 10, until, seed: 2026 })) {
      count += 1
      from = Math.min(from, event.recordedAt)
      to = Math.max(to, event.recordedAt)
      if (event.type === 'AccountOpened') balances.set(event.streamId, event.data.balance)
      else if ('amount' in event.data) {
        const isOut = event.type === 'MoneyWithdrawn' || event.type === 'TransferSent'
        const balance = (balances.get(event.streamId) ?? 0) + (isOut ? -event.data.amount : event.data.amount)
        if (balance < 0)
          expect.unreachable(`Expected no overdrawn account, found ${event.streamId} at ${event.globalPosition}.`)
        balances.set(event.streamId, balance)
      }
    }
    expect([count, Math.round((to - from) / (365 * 24 * 60 * 60 * 1000))]).toEqual([100_000, 10])
  })

  test('the sample activity is the same on every call, except for the ids', () => {
    const again = [...sampleActivity({ events: 10_000, years: 1, until, seed: 2026 })]
    expect(again.map((event) => ({ ...event, id: '' }))).toEqual(year.map((event) => ({ ...event, id: '' })))
  })

  test('the imported sample activity has eight accounts, no negative balance and no unfinished transfer', async () => {
    const store = await openMemoryEventStore<BankEvent>()
    const progress: number[] = []
    await fillSampleActivity(store, samples.year, { now: () => until, report: (done) => progress.push(done) })
    const projection = new Projection(store, bankHistory)
    expect(await projection.catchUp()).toBe(10_000)
    const bank = projection.state
    expect(bank.accounts.size).toBe(8)
    expect(Math.min(...[...bank.entries].map(({ balance }) => balance))).toBeGreaterThanOrEqual(0)
    expect(onItsWay(bank)).toBe(0)
    expect(progress.length).toBeGreaterThan(5)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  })

  test('a bank with existing events rejects the sample activity', async () => {
    const store = await openMemoryEventStore<BankEvent>()
    await store.append('account:1', { type: 'AccountOpened', data: { owner: 'Ada', balance: 5 } })
    await expect(fillSampleActivity(store, samples.year, { now: () => until })).rejects.toMatchObject({
      code: 'ImportRejected',
    })
    expect(await store.lastPosition()).toBe(1)
  })
})
