import { defineProjection } from 'rewindable'
import type { BankEvent } from '../../examples/bank-account.ts'

/** What was deposited where; two logs with the same events in another order give different ones. */
export type Ledger = { events: number; inOrder: number; byStream: Record<string, number> }

export const ledger = defineProjection<Ledger, BankEvent>({
  name: 'ledger',
  initialState: () => ({ events: 0, inOrder: 0, byStream: {} }),
  when: {
    MoneyDeposited: (ledger, { id, streamId, data }) => {
      ledger.events += 1
      ledger.byStream[streamId] = (ledger.byStream[streamId] ?? 0) + data.amount
      for (const letter of id) ledger.inOrder = Math.imul(ledger.inOrder ^ letter.charCodeAt(0), 16_777_619)
    },
  },
})
