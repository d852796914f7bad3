import { expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { inIndexedDB, newName } from '../open-stores.ts'

test('an append waits for at most five commits of another tab that appends without pause', async () => {
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
    // The difference is the number of commits that the busy tab made during this append.
    expect(globalPosition - before - turn).toBeLessThanOrEqual(5)
  }
  isOver = true
  await appending
})
