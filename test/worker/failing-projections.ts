import { defineProjection } from 'rewindable'
import type { BankEvent } from '../../examples/bank-account.ts'

export const failing = defineProjection<number, BankEvent>({
  name: 'failing',
  initialState: () => 0,
  when: {
    MoneyWithdrawn: () => {
      throw new Error('no withdrawals')
    },
  },
})

/** A projection whose state cannot be sent to the page. */
export const uncloneable = defineProjection<{ act: () => void }, BankEvent>({
  name: 'uncloneable',
  initialState: () => Object.freeze({ act: () => {} }),
  when: {},
})
