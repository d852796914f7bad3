import { verifyLog } from 'rewindable'
import { expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { amountsIn } from '../amounts-in.ts'
import { inIndexedDB, newName } from '../open-stores.ts'

test('an append whose position another tab took is stored after the append of that tab', async () => {
  const name = newName()
  const [here, there] = [await inIndexedDB<BankEvent>(name), await inIndexedDB<BankEvent>(name)]
  const first = await here.append('account:1', moneyDeposited(1))
  const second = await there.append('account:2', moneyDeposited(2))
  const third = await here.append('account:1', moneyDeposited(3))
  expect([first, second, third].map(({ globalPosition }) => globalPosition)).toEqual([1, 2, 3])
  expect(await amountsIn(here)).toEqual([1, 2, 3])
})

test('a repeated command is recorded once, although the tab that repeats it remembers no commands', async () => {
  const store = await inIndexedDB<BankEvent>(newName())
  await store.append('account:1', moneyDeposited(1), { commandId: 'salary' })
  const repeated = await store.append('account:1', moneyDeposited(1), { commandId: 'salary' })
  expect([repeated.duplicate, await store.lastPosition()]).toEqual([true, 1])
})

// After an explicit commit(), Firefox completes a transaction although a request failed, unless the last request failed.
test('an append of several records whose position is taken is stored once and whole after the other commit', async () => {
  const name = newName()
  const [here, there] = [await inIndexedDB<BankEvent>(name), await inIndexedDB<BankEvent>(name)]
  const large = 'x'.repeat(30_000)
  const deposits = [1, 2, 3].map((amount) => moneyDeposited(amount, large))

  await here.append('account:1', moneyDeposited(100))
  await there.append('account:2', moneyDeposited(200))
  const { streamVersion, globalPosition } = await here.append('account:1', deposits)

  expect([streamVersion, globalPosition]).toEqual([4, 5])
  const amounts: unknown[] = []
  for await (const { streamId, data } of here.readAll()) amounts.push([streamId, 'amount' in data && data.amount])
  expect(amounts).toEqual([
    ['account:1', 100],
    ['account:2', 200],
    ['account:1', 1],
    ['account:1', 2],
    ['account:1', 3],
  ])
  expect(await verifyLog(here)).toEqual({ soundUntil: 5, lastPosition: 5 })
})
