import { expect, onTestFinished, test, vi } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { collect } from '../async-results.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { runBetweenTasks } from '../run-between-tasks.ts'

test('a read decodes events that are much larger than earlier ones in several tasks', async () => {
  const store = await inIndexedDB<BankEvent>(newName())
  for (let amount = 1; amount <= 300; amount += 1) {
    await store.append('account:1', moneyDeposited(amount, amount > 100 ? 'x'.repeat(40_000) : ''))
  }
  const mostInOneTask = await decodedInOneTask(async () => {
    expect(await collect(store.readAll())).toHaveLength(300)
  })
  expect(mostInOneTask).toBeGreaterThan(0)
  expect(mostInOneTask).toBeLessThan(20)
})

test('readStream decodes the records of a long stream in several tasks', async () => {
  const store = await inIndexedDB<BankEvent>(newName())
  for (let amount = 1; amount <= 100; amount += 1) await store.append('account:1', moneyDeposited(amount))
  const mostInOneTask = await decodedInOneTask(async () => {
    expect((await store.readStream('account:1')).events).toHaveLength(100)
  })
  expect(mostInOneTask).toBeGreaterThan(0)
  expect(mostInOneTask).toBeLessThan(20)
})

/** The time that the replaced clock shows. */
let now = 0

/** @returns the largest number of texts parsed in one task if each read of the clock takes 5 milliseconds */
async function decodedInOneTask(work: () => Promise<void>): Promise<number> {
  now = Math.max(now, performance.now())
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 5
    return now
  })
  const parse = vi.spyOn(JSON, 'parse')
  onTestFinished(() => void vi.restoreAllMocks())
  let decoded = 0
  let mostInOneTask = 0
  const stop = runBetweenTasks(() => {
    mostInOneTask = Math.max(mostInOneTask, parse.mock.calls.length - decoded)
    decoded = parse.mock.calls.length
  })
  await work()
  stop()
  return mostInOneTask
}
