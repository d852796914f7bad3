import { defineProjection } from 'rewindable'
import type { BankEvent } from '../../../examples/bank-events.ts'
import { book, noTotals, type Totals } from '../totals.ts'

/** The fold that all contenders use, as a projection. */
export const totalsProjection = defineProjection<Totals, BankEvent>({
  name: 'totals',
  initialState: noTotals,
  when: {
    MoneyDeposited: (totals, { data }) => book(totals, data, 1),
    MoneyWithdrawn: (totals, { data }) => book(totals, data, -1),
  },
})
