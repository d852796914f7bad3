import { AppendOutcomeUnknown, createEventStore, type EventStore, reconstructState } from 'rewindable'
import { handleCommand } from 'rewindable/model'
import { MemoryStorage } from 'rewindable/testing'
import { fork } from 'rewindable/time-travel'
import { describe, expect, test } from 'vitest'
import { account, type BankEvent, balance, moneyDeposited, moneyWithdrawn } from '../../examples/bank-account.ts'
import { accountOne, openAccountOne, recordAccountOne } from '../account-one.ts'
import { collect, rejectionOf } from '../async-results.ts'
import { storeWith } from '../model/store-with.ts'
import { places } from '../open-stores.ts'

describe.each(places)('a fork of a log in $place, when it is committed,', ({ open }) => {
  test('is appended to its origin in one commit: in its order, with its ids and metadata', async () => {
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

  test('conflicts with what was appended to its streams meanwhile, and nothing is written', async () => {
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

  test('does not mind what was appended to other streams', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store, { at: 2 })
    await whatIf.append('account:2', moneyDeposited(20), { expectedVersion: 'noStream' })
    expect((await whatIf.commit()).map(({ globalPosition }) => globalPosition)).toEqual([5])
  })

  test('commits nothing when nothing is new', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store, { at: 2 })
    expect([await whatIf.commit(), await store.lastPosition()]).toEqual([[], 4])
  })

  test('is appended once however often it is committed, and what comes afterwards is not lost in silence', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store)
    await whatIf.append(accountOne, moneyDeposited(1))
    const [once, again, shared] = await Promise.all([whatIf.commit(), whatIf.commit(), whatIf.share().commit()])
    expect([again, shared, await store.lastPosition()]).toEqual([once, once, 5])
    await whatIf.append(accountOne, moneyDeposited(2))
    expect(await rejectionOf(whatIf.commit())).toMatchObject({ code: 'ConcurrencyConflict', actualVersion: 5 })
    expect(await store.lastPosition()).toBe(5)
  })

  test('can be committed again when the answer was lost', async () => {
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

  test('is committed to the fork it is a fork of, and with it to the log', async () => {
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

  test('shows a fork of a wrapped store what the wrapper shows, and commits through it', async () => {
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

test('a fork of a log that went back and grew anew is not committed', async () => {
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
