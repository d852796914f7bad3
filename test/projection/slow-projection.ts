import { defineProjection, type ProjectionDefinition } from 'rewindable'
import { onTestFinished } from 'vitest'
import type { BankEvent } from '../../examples/bank-account.ts'
import { runBetweenTasks } from '../run-between-tasks.ts'

/**
 * Returns a projection whose handler takes 5 ms. `mostInOneTask` returns the most events folded between two other tasks.
 * A task must stay below 50 ms, so a test expects fewer than ten events.
 * The count can include several tasks of the library, because WebKit runs some tasks before it delivers a message.
 */
export function slowProjection(): { definition: ProjectionDefinition<number, BankEvent>; mostInOneTask: () => number } {
  let folded = 0
  let most = 0
  const definition = defineProjection<number, BankEvent>({
    name: 'slow',
    initialState: () => 0,
    when: {
      MoneyDeposited: (sum, { data }) => {
        const end = performance.now() + 5
        while (performance.now() < end);
        folded += 1
        return sum + data.amount
      },
    },
  })
  const count = (): number => {
    most = Math.max(most, folded)
    folded = 0
    return most
  }
  onTestFinished(runBetweenTasks(count))
  return { definition, mostInOneTask: count }
}
