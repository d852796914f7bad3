import type { EventStore, LiveProjection } from 'rewindable'
import type { BankEvent } from '../../examples/bank-account.ts'
import type { Bank } from '../bank.ts'
import type { BankHistory } from '../bank-history.ts'

/** More than that at once is an import, and nobody's move. */
const mostAtOnce = 50

/** Calls back whenever the bank in another tab recorded something. */
export function onOtherTabs(
  store: EventStore<BankEvent>,
  live: LiveProjection<BankHistory, BankEvent>,
  bank: Bank,
  onNews: () => void,
): void {
  let seen = live.position

  async function look(): Promise<void> {
    const range = { fromPosition: seen + 1, toPosition: live.position }
    seen = live.position
    if (range.toPosition - range.fromPosition > mostAtOnce) return
    for await (const event of store.readAll(range)) {
      if (bank.isOfAnotherTab(event)) return onNews()
    }
  }

  // That the log cannot be read is told where it is shown.
  live.addEventListener('change', () => void look().catch(() => {}))
}
