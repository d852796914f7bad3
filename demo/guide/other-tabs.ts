import type { EventStore, LiveProjection } from 'rewindable'
import type { BankEvent } from '../../examples/bank-account.ts'
import type { Bank } from '../bank.ts'
import type { BankHistory } from '../bank-history.ts'

/** A batch with more events is an import, not an action of another tab. */
const mostAtOnce = 50

/** Calls back whenever another tab recorded an event of the bank. */
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

  // Ignored here, because another part of the page shows the error of the log.
  live.addEventListener('change', () => void look().catch(() => {}))
}
