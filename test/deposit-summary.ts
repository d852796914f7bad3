import { defineProjection } from 'rewindable'
import type { BankEvent } from '../examples/bank-account.ts'

/** The deposits by stream, and a hash of the event order. Logs with the same events in another order have different hashes. */
export type DepositSummary = { events: number; orderHash: number; byStream: Record<string, number> }

export const depositSummary = defineProjection<DepositSummary, BankEvent>({
  name: 'depositSummary',
  initialState: () => ({ events: 0, orderHash: 0, byStream: {} }),
  when: {
    MoneyDeposited: (depositSummary, { id, streamId, data }) => {
      depositSummary.events += 1
      depositSummary.byStream[streamId] = (depositSummary.byStream[streamId] ?? 0) + data.amount
      for (const letter of id)
        depositSummary.orderHash = Math.imul(depositSummary.orderHash ^ letter.charCodeAt(0), 16_777_619)
    },
  },
})
