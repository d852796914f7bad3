import { defineProjection, LiveProjection, openEventStore } from 'rewindable'
import { type BankEvent, moneyDeposited } from '../../../examples/bank-account.ts'
import { storeOfSingleCommits } from '../../faults/single-commits.ts'

declare global {
  interface Window {
    fill(events: number): Promise<void>
    replay(): Promise<number>
    block(milliseconds: number): Promise<void>
  }
}

const name = 'a long history'

/** A projection with a realistic amount of work for each event. */
const busy = defineProjection<Map<string, number>, BankEvent>({
  name: 'busy',
  initialState: () => new Map(),
  when: {
    MoneyDeposited: (balances, { streamId, data }) => {
      const text = JSON.stringify({ streamId, data, padding: 'x'.repeat(2_000) })
      balances.set(streamId, (balances.get(streamId) ?? 0) + JSON.parse(text).data.amount)
    },
  },
})

window.fill = async (events) => {
  function* appends() {
    for (let event = 1; event <= events; event += 1) {
      yield { streamId: `account:${event % 100}`, event: moneyDeposited(1) }
    }
  }
  await storeOfSingleCommits<BankEvent>(name, appends())
}

window.replay = async () => {
  // The measurement ignores the task that handles this call, so the work starts in a new task.
  await new Promise((resolve) => setTimeout(resolve))
  const store = await openEventStore<BankEvent>(name)
  const live = new LiveProjection(store, busy, { snapshots: false })
  await live.catchUp()
  const { position } = live
  live.stop()
  await store.close()
  return position
}

window.block = (milliseconds) =>
  new Promise((resolve) => {
    setTimeout(() => {
      const end = performance.now() + milliseconds
      while (performance.now() < end) JSON.parse('{}')
      resolve()
    })
  })
