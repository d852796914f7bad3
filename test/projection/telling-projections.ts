import { defineProjection, type ProjectionDefinition } from 'rewindable'
import type { BankEvent } from '../../examples/bank-account.ts'

/** Positions of the deposits, in the order in which they were folded: shows what is missing, doubled or out of order. */
export const depositPositions = defineProjection<number[], BankEvent>({
  name: 'deposit positions',
  initialState: () => [],
  when: { MoneyDeposited: (positions, { globalPosition }) => void positions.push(globalPosition) },
})

/** Sums deposits, and throws on one amount, half way through changing its state, until it is mended. */
export function breakableTotal(unwanted: number): {
  definition: ProjectionDefinition<{ total: number; deposits: number }, BankEvent>
  mend: () => void
} {
  let isMended = false
  const definition = defineProjection<{ total: number; deposits: number }, BankEvent>({
    name: 'total',
    initialState: () => ({ total: 0, deposits: 0 }),
    when: {
      MoneyDeposited: (state, { data }) => {
        state.total += data.amount
        if (data.amount === unwanted && !isMended) throw new RangeError(`${unwanted} is not wanted`)
        state.deposits += 1
      },
    },
  })
  return {
    definition,
    mend: () => {
      isMended = true
    },
  }
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)
