import { openEventStore } from 'rewindable'
import { startReactor } from 'rewindable/model'
import type { BankEvent } from '../../../examples/bank-events.ts'
import { check } from '../check.ts'
import { EventCounter } from '../event-counter.ts'
import { GeneratedBank } from '../generated-bank.ts'
import { timed } from '../timed.ts'
import type { Work } from '../works/work.ts'

const accounts = 100

let turns = 0

/** Starts a new reactor at the first event of a log. Its effect is empty. @returns the events for each second */
export const reactorBehind: Work<undefined> = {
  async turn(_, size) {
    const store = await openEventStore<BankEvent>(`behind ${size}`)
    await new GeneratedBank(accounts).fill(store, size)
    const events = new EventCounter(0)
    const effect = async ({ globalPosition }: { globalPosition: number }): Promise<void> => events.next(globalPosition)
    const definition = {
      name: `behind ${turns++}`,
      when: { AccountOpened: effect, MoneyDeposited: effect, MoneyWithdrawn: effect },
    }
    const { took, result } = await timed(async () => {
      const reactor = startReactor(store, definition, { fromPosition: 1 })
      await events.reached(size)
      return reactor
    })
    void result.stop()
    await result.stopped
    check('stored position', await startReactor(store, definition).position(), size)
    await store.close()
    return (size / took) * 1_000
  },
}
