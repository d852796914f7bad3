import { defineProjection, type ProjectionDefinition } from 'rewindable'
import type { BankEvent } from '../../examples/bank-account.ts'

/** Collects the positions of deposits in fold order. The list shows missing, repeated and misordered events. */
export const depositPositions = defineProjection<number[], BankEvent>({
  name: 'deposit positions',
  initialState: () => [],
  when: { MoneyDeposited: (positions, { globalPosition }) => void positions.push(globalPosition) },
})

/** Sums deposits. The handler throws on one amount after a partial change of the state, until `fix` is called. */
export function breakableTotal(unwanted: number): {
  definition: ProjectionDefinition<{ total: number; deposits: number }, BankEvent>
  fix: () => void
} {
  let isFixed = false
  const definition = defineProjection<{ total: number; deposits: number }, BankEvent>({
    name: 'total',
    initialState: () => ({ total: 0, deposits: 0 }),
    when: {
      MoneyDeposited: (state, { data }) => {
        state.total += data.amount
        if (data.amount === unwanted && !isFixed) throw new RangeError(`${unwanted} is not wanted`)
        state.deposits += 1
      },
    },
  })
  return {
    definition,
    fix: () => {
      isFixed = true
    },
  }
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)
