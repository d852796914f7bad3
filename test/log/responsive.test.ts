import { expect, onTestFinished, test, vi } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { collect } from '../awaiting.ts'
import { betweenTasks } from '../between-tasks.ts'
import { inIndexedDB, newName } from '../places.ts'

test('events that are much larger than those before them are not all decoded in one task', async () => {
  const store = await inIndexedDB<BankEvent>(newName())
  for (let amount = 1; amount <= 300; amount += 1) {
    await store.append('account:1', moneyDeposited(amount, amount > 100 ? 'x'.repeat(40_000) : ''))
  }
  let now = performance.now()
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 5
    return now
  })
  const parse = vi.spyOn(JSON, 'parse')
  onTestFinished(() => void vi.restoreAllMocks())
  let decoded = 0
  let mostInOneTask = 0
  const stop = betweenTasks(() => {
    mostInOneTask = Math.max(mostInOneTask, parse.mock.calls.length - decoded)
    decoded = parse.mock.calls.length
  })
  expect(await collect(store.readAll())).toHaveLength(300)
  stop()
  expect(mostInOneTask).toBeGreaterThan(0)
  expect(mostInOneTask).toBeLessThan(20)
})
