import { defineCollection, type EventStore } from 'rewindable'
import { createEventStore, MemoryStorage, type ReadRange } from 'rewindable/adapter'
import { openCollection } from 'rewindable/collections'
import { expect, onTestFinished, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { deferred } from '../deferred.ts'
import { untilTheEnd } from '../open-stores.ts'

const balances = defineCollection<{ balance: number }, BankEvent>({
  name: 'balances',
  initialRow: () => ({ balance: 0 }),
  when: {
    MoneyDeposited: (account, { data }) => {
      account.balance += data.amount
    },
  },
})

/** A log in memory whose reads can be delayed. */
class DelayedStorage extends MemoryStorage {
  delay: Promise<void> | undefined

  override async read(range: ReadRange) {
    await this.delay
    return super.read(range)
  }
}

test('a tab whose read was delayed does not overwrite the rows of a tab that is ahead', async () => {
  const slow = new DelayedStorage('log')
  const open = (storage: MemoryStorage): EventStore<BankEvent> =>
    untilTheEnd(createEventStore<BankEvent>(storage, { pollInterval: 0 }))
  const [delayed, other] = [open(slow), open(new MemoryStorage('log', slow))]
  const [behind, ahead] = [await openCollection(delayed, balances), await openCollection(other, balances)]
  onTestFinished(() => ahead.close())
  await delayed.append('a', moneyDeposited(1))
  await Promise.all([behind.caughtUp(), ahead.caughtUp()])

  const reading = deferred()
  slow.delay = reading.promise
  await delayed.append('a', moneyDeposited(10))
  const late = behind.caughtUp()
  await other.append('a', moneyDeposited(100))
  await ahead.caughtUp()
  expect(await ahead.get('a')).toEqual({ balance: 111 })
  behind.addEventListener('change', () => behind.close())
  reading.resolve()
  await late.catch(() => {})
  expect(await ahead.get('a')).toEqual({ balance: 111 })
})
