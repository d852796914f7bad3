import { defineProjection, type ProjectionDefinition } from 'rewindable'
import { onTestFinished } from 'vitest'
import type { BankEvent } from '../../examples/bank-account.ts'
import { runBetweenTasks } from '../run-between-tasks.ts'

/**
 * Sums deposits, each of which takes 5 ms, and counts how many were folded before another task had its turn. What takes 50 ms is
 * felt: fewer than ten may be. That a task of ours holds two at most cannot be seen from here: WebKit lets several of them go by
 * before it answers a message.
 */
export function laborious(): { definition: ProjectionDefinition<number, BankEvent>; mostInOneTask: () => number } {
  let folded = 0
  let most = 0
  const definition = defineProjection<number, BankEvent>({
    name: 'laborious',
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
