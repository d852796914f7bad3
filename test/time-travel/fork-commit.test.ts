import { AppendOutcomeUnknown, type EventStore, reconstructState } from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import { handleCommand } from 'rewindable/model'
import { fork } from 'rewindable/time-travel'
import { describe, expect, test } from 'vitest'
import { account, type BankEvent, balance, moneyDeposited, moneyWithdrawn } from '../../examples/bank-account.ts'
import { accountOne, openAccountOne, recordAccountOne } from '../account-one.ts'
import { collect, rejectionOf } from '../async-results.ts'
import { storeWith } from '../model/store-with.ts'
import { places } from '../open-stores.ts'

describe.each(places)('committing a fork of a log in $place', ({ open }) => {
  test('commit appends all events of a fork to its origin in one commit, with order, ids and metadata', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store)
    const withdrawal = { ...moneyWithdrawn(20), id: 'mine', metadata: { by: 'Ada' } }
    await whatIf.append(accountOne, withdrawal)
    await whatIf.append('account:2', moneyDeposited(20))
    await handleCommand(whatIf, account, accountOne, { type: 'Withdraw', data: { amount: 1 } })
    const own = await whatIf.ownEvents()
    expect(await store.lastPosition()).toBe(4)

    const events = await whatIf.commit()
    expect(
      events.map(({ globalPosition, streamId, streamVersion, data }) => [
        globalPosition,
        streamId,
        streamVersion,
        data,
      ]),
    ).toEqual([
      [5, accountOne, 5, { amount: 20 }],
      [6, 'account:2', 1, { amount: 20 }],
      [7, accountOne, 6, { amount: 1 }],
    ])
    expect(events.map(({ id, metadata }) => [id, metadata])).toEqual(own.map(({ id, metadata }) => [id, metadata]))
    expect(events[0]).toMatchObject({ id: 'mine', metadata: { by: 'Ada' } })
    expect(new Set(events.map(({ commandId }) => commandId)).size).toBe(1)
    expect(await collect(store.readAll({ fromPosition: 5 }))).toEqual(events)
    expect(await reconstructState(store, balance)).toBe(await reconstructState(whatIf, balance))
  })

  test('commit rejects with ConcurrencyConflict and writes nothing if a stream of the fork has new events', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store, { at: 3 })
    await whatIf.append('account:2', moneyDeposited(20))
    await whatIf.append(accountOne, moneyWithdrawn(20))
    expect(await rejectionOf(whatIf.commit())).toMatchObject({
      code: 'ConcurrencyConflict',
      streamId: accountOne,
      expectedVersion: 3,
      actualVersion: 4,
    })
    expect([await store.lastPosition(), (await whatIf.ownEvents()).length]).toEqual([4, 2])
  })

  test('commit succeeds if only other streams have new events', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store, { at: 2 })
    await whatIf.append('account:2', moneyDeposited(20), { expectedVersion: 'noStream' })
    expect((await whatIf.commit()).map(({ globalPosition }) => globalPosition)).toEqual([5])
  })

  test('commit of an unchanged fork appends nothing', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store, { at: 2 })
    expect([await whatIf.commit(), await store.lastPosition()]).toEqual([[], 4])
  })

  test('a repeated commit appends nothing, and a commit of later events rejects with a conflict', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store)
    await whatIf.append(accountOne, moneyDeposited(1))
    const [once, again, shared] = await Promise.all([whatIf.commit(), whatIf.commit(), whatIf.share().commit()])
    expect([again, shared, await store.lastPosition()]).toEqual([once, once, 5])
    await whatIf.append(accountOne, moneyDeposited(2))
    expect(await rejectionOf(whatIf.commit())).toMatchObject({ code: 'ConcurrencyConflict', actualVersion: 5 })
    expect(await store.lastPosition()).toBe(5)
  })

  test('commit can be repeated after a lost answer', async () => {
    const store = await openAccountOne(open)
    let isAnswered = false
    const whatIf = await fork(
      storeWith(store, {
        appendBatch: async (appends, options) => {
          const results = await store.appendBatch(appends, options)
          if (isAnswered) return results
          isAnswered = true
          throw new AppendOutcomeUnknown({})
        },
      }),
    )
    await whatIf.append(accountOne, moneyDeposited(1))
    expect(await rejectionOf(whatIf.commit())).toMatchObject({ code: 'AppendOutcomeUnknown' })
    expect((await whatIf.commit()).length).toBe(1)
    expect(await store.lastPosition()).toBe(5)
  })

  test('a fork of a fork commits to the outer fork, and the outer fork then commits to the log', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store, { at: 4 })
    await whatIf.append(accountOne, moneyDeposited(1))
    const andIf = await fork(whatIf)
    await andIf.append(accountOne, moneyDeposited(2))
    expect([andIf.at, await reconstructState(andIf, balance)]).toEqual([5, 123])
    await andIf.commit()
    expect([await whatIf.lastPosition(), await store.lastPosition()]).toEqual([6, 4])
    await whatIf.commit()
    expect([await store.lastPosition(), await reconstructState(store, balance)]).toEqual([6, 123])
  })

  test('a fork of a wrapped store reads and commits through the wrapper', async () => {
    const store = await openAccountOne(open)
    const appended: unknown[] = []
    const doubled = storeWith(store, {
      readBatches: async function* (options) {
        for await (const page of store.readBatches(options)) {
          yield page.map((event) =>
            event.type === 'MoneyDeposited' ? { ...event, ...moneyDeposited(2 * event.data.amount) } : event,
          )
        }
      },
      appendBatch: (appends, options) => {
        appended.push(appends)
        return store.appendBatch(appends, options)
      },
    })
    const whatIf = await fork(doubled)
    expect(await reconstructState(whatIf, balance)).toBe(270)
    await whatIf.append(accountOne, moneyDeposited(1))
    await whatIf.commit()
    expect(appended.length).toBe(1)
  })
})

test('commit rejects if the log was rewound and has grown again', async () => {
  const logOf = async (): Promise<EventStore<BankEvent>> => {
    const log = createEventStore<BankEvent>(new MemoryStorage('the log'))
    await recordAccountOne(log)
    return log
  }
  let log = await logOf()
  const whatIf = await fork(
    storeWith(log, { readAll: (options) => log.readAll(options), appendBatch: (appends) => log.appendBatch(appends) }),
  )
  await whatIf.append(accountOne, moneyDeposited(1), { expectedVersion: 4 })
  log = await logOf()
  expect(await rejectionOf(whatIf.commit())).toMatchObject({ code: 'LogCorrupted', position: 4 })
  expect(await log.lastPosition()).toBe(4)
})
