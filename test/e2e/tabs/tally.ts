import { defineProjection } from 'rewindable'
import type { BankEvent } from '../../../examples/bank-account.ts'

/** What a tab has seen, so that two that saw the same deposits in another order differ. */
export type Tally = { deposits: number; inOrder: number; byStream: Record<string, number> }

export const tally = defineProjection<Tally, BankEvent>({
  name: 'tally',
  initialState: () => ({ deposits: 0, inOrder: 0, byStream: {} }),
  when: {
    MoneyDeposited: (seen, { streamId, data }) => {
      seen.deposits += 1
      seen.byStream[streamId] = (seen.byStream[streamId] ?? 0) + data.amount
      for (const letter of data.note ?? '') seen.inOrder = Math.imul(seen.inOrder ^ letter.charCodeAt(0), 16_777_619)
    },
  },
})
