import { expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { inIndexedDB, newName } from '../places.ts'

test('beside a tab that appends without pause, another waits for a few of its commits and no more', async () => {
  const name = newName()
  const [busy, other] = [await inIndexedDB(name), await inIndexedDB(name)]
  let isOver = false
  let appended = 0
  const appending = (async () => {
    while (!isOver) {
      await busy.append('busy', moneyDeposited(1))
      appended += 1
    }
  })()
  for (let turn = 1; turn <= 20; turn += 1) {
    const before = appended
    const { globalPosition } = await other.append('other', moneyDeposited(turn))
    // The log holds what was there when it was asked for, its own events of before, and those few commits.
    expect(globalPosition - before - turn).toBeLessThanOrEqual(5)
  }
  isOver = true
  await appending
})
