import { deleteEventStore } from 'rewindable'
import { expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'
import { recordDeposits } from './reactors.ts'

test('a reactor whose log is deleted stops with LogLost', async () => {
  const name = newName()
  const store = await inIndexedDB<PurseEvent>(name, { pollInterval: 10 })
  const { reactor, noted } = recordDeposits(store)
  await store.append('purse:ada', moneyPutIn(1))
  await eventually(() => expect(noted).toEqual([1]))
  await deleteEventStore(name)
  await eventually(() => expect(reactor.status).toBe('stopped'))
  expect(reactor.error).toMatchObject({ code: 'LogLost' })
})

test('an event whose effect failed because its log was deleted is not parked in a new log', async () => {
  const name = newName()
  const store = await inIndexedDB<PurseEvent>(name)
  let tries = 0
  const { reactor } = recordDeposits(store, {}, async () => {
    tries += 1
    await deleteEventStore(name)
    await store.lastPosition()
  })
  await store.append('purse:ada', moneyPutIn(1))
  await eventually(() => expect(reactor.status).toBe('stopped'))
  expect([tries, reactor.error]).toMatchObject([1, { code: 'LogLost' }])
})

test('a reactor ignores its checkpoint of a deleted log', async () => {
  const store = await inIndexedDB<PurseEvent>(newName())
  const { reactor } = recordDeposits(store)
  await reactor.stop()
  const parked = [{ position: 3, eventId: 'another', tries: 5, error: 'failed' }]
  await store.checkpoints.update('noting', () => ({ reactor: 'noting', logId: 'another', position: 7, parked }))
  expect([await reactor.position(), await reactor.parked()]).toEqual([0, []])
})
