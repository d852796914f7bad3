import { ConcurrencyConflict, type EventStore, replaceFromJsonl } from 'rewindable'
import { AggregateRoot, handleCommand, Repository } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { moneyPutIn, type PurseEvent, purse, putIn, spend } from '../model/purse.ts'
import { beforeEachAppend, once } from '../model/store-with.ts'
import { newName, places } from '../open-stores.ts'
import { purseFileOf } from './purse-file.ts'

const ada = 'purse:ada'

/** An aggregate whose only state is its amount of money. */
class Purse extends AggregateRoot<PurseEvent> {
  holds = 0

  put(amount: number): void {
    this.recordThat(moneyPutIn(amount))
  }

  protected readonly when = {
    MoneyPutIn: ({ data }: { data: { amount: number } }): void => {
      this.holds += data.amount
    },
  }
}

describe.each(places)('a replacement of the log before an append in $place', ({ open }) => {
  async function openTwo(): Promise<{ here: EventStore<PurseEvent>; there: EventStore<PurseEvent> }> {
    const name = newName()
    const [here, there] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    await here.append(ada, [moneyPutIn(100), moneyPutIn(100)])
    return { here, there }
  }

  test.each([
    ['more', [1, 2, 3]],
    ['fewer', [6]],
  ])('handleCommand decides again, only on the new events, if the new log has %s events', async (_, amounts) => {
    const { here, there } = await openTwo()
    const file = await purseFileOf(amounts)
    const store = beforeEachAppend(
      here,
      once(() => replaceFromJsonl(there, file)),
    )
    const { state, version } = await handleCommand(store, purse, ada, putIn(10), { delay: () => 0 })
    expect([state.money, version]).toEqual([16, amounts.length + 1])
    const broke = rejectionOf(handleCommand(here, purse, ada, spend(100), { delay: () => 0 }))
    expect(await broke).toMatchObject({ money: 16 })
  })

  test('persisting an aggregate of the old log rejects, and the next retrieve uses the new events', async () => {
    const { here, there } = await openTwo()
    const snapshots = {
      name: 'purse',
      every: 1,
      take: ({ holds }: Purse) => ({ holds }),
      restore: (purse: Purse, { holds }: { holds: number }) => {
        purse.holds = holds
      },
    }
    const purses = new Repository(here, { create: (streamId) => new Purse(streamId), snapshots })
    const first = await purses.retrieve(ada)
    first.put(1)
    await purses.persist(first)
    const stale = await purses.retrieve(ada)
    await replaceFromJsonl(there, await purseFileOf([5]))
    stale.put(1)
    expect(await rejectionOf(purses.persist(stale))).toBeInstanceOf(ConcurrencyConflict)
    expect((await purses.retrieve(ada)).holds).toBe(5)
  })
})
