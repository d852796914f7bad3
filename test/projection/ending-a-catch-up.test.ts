import { type EventStore, Projection, verifyLog } from 'rewindable'
import { createEventStore } from 'rewindable/adapter'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { rejectionOf } from '../async-results.ts'
import { beforeNextTask } from '../before-next-task.ts'
import { SlowStorage } from '../log/slow-storage.ts'
import { newName, untilTheEnd } from '../open-stores.ts'
import { depositPositions } from './telling-projections.ts'

const reason = new Error('enough')

async function storeWithSilentStorage(): Promise<{ storage: SlowStorage; store: EventStore<BankEvent> }> {
  const storage = new SlowStorage(newName())
  const store = untilTheEnd(createEventStore<BankEvent>(storage))
  await store.append('s', moneyDeposited(1))
  storage.answersReads = false
  return { storage, store }
}

type Work = (store: EventStore<BankEvent>, signal?: AbortSignal) => Promise<unknown>
const works: [string, Work][] = [
  ['catchUp', (store, signal) => new Projection(store, depositPositions).catchUp(signal ? { signal } : {})],
  ['rebuild', (store, signal) => new Projection(store, depositPositions).rebuild(signal ? { signal } : {})],
  ['verifyLog', (store, signal) => verifyLog(store, signal ? { signal } : {})],
]

describe.each(works)('%s while the database does not answer', (name, work) => {
  test(`${name} rejects immediately with the reason of an aborted signal`, async () => {
    const { storage, store } = await storeWithSilentStorage()
    const controller = new AbortController()
    const working = work(store, controller.signal)
    await storage.isStuck
    controller.abort(reason)
    expect(await rejectionOf(beforeNextTask(working))).toBe(reason)
  })

  test(`${name} rejects with StoreClosed when the store closes`, async () => {
    const { storage, store } = await storeWithSilentStorage()
    const working = rejectionOf(work(store))
    await storage.isStuck
    await store.close()
    expect(await beforeNextTask(working)).toMatchObject({ code: 'StoreClosed' })
  })

  test(`${name} with an already aborted signal rejects immediately without a read`, async () => {
    const { storage, store } = await storeWithSilentStorage()
    const asked = storage.asksForTheEnd
    expect(await rejectionOf(beforeNextTask(work(store, AbortSignal.abort(reason))))).toBe(reason)
    expect(storage.asksForTheEnd).toBe(asked)
  })
})

describe('a catch-up that waits for another catch-up', () => {
  test('an aborted catch-up that waits rejects immediately, and the running one continues', async () => {
    const { storage, store } = await storeWithSilentStorage()
    const projection = new Projection(store, depositPositions)
    const first = new AbortController()
    const going = rejectionOf(projection.catchUp({ signal: first.signal }))
    await storage.isStuck
    const second = new AbortController()
    const waiting = projection.catchUp({ signal: second.signal })
    second.abort(reason)
    expect(await rejectionOf(beforeNextTask(waiting))).toBe(reason)
    first.abort(reason)
    expect(await beforeNextTask(going)).toBe(reason)
  })

  test('a catch-up still waits for the running one after another waiting one was aborted', async () => {
    const { storage, store } = await storeWithSilentStorage()
    const projection = new Projection(store, depositPositions)
    const [first, second] = [new AbortController(), new AbortController()]
    const going = rejectionOf(projection.catchUp({ signal: first.signal }))
    const givenUp = rejectionOf(projection.catchUp({ signal: second.signal }))
    await storage.isStuck
    second.abort(reason)
    await givenUp
    const asked = storage.asksForTheEnd
    const third = projection.catchUp()
    await rejectionOf(beforeNextTask(third))
    expect(storage.asksForTheEnd).toBe(asked)
    storage.answersReads = true
    first.abort(reason)
    expect(await going).toBe(reason)
    expect(await third).toBe(1)
    expect(projection.state).toEqual([1])
  })
})

test('after an aborted catch-up, the next one continues as soon as the database answers', async () => {
  const { storage, store } = await storeWithSilentStorage()
  const projection = new Projection(store, depositPositions)
  const controller = new AbortController()
  const aborted = rejectionOf(projection.catchUp({ signal: controller.signal }))
  await storage.isStuck
  controller.abort(reason)
  await aborted
  storage.answersReads = true
  expect(await projection.catchUp()).toBe(1)
})
