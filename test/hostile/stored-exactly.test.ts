import type { DomainEvent, EventStore } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { collect } from '../async-results.ts'
import type { JsonObject } from '../derived-types.ts'
import { newName, places } from '../open-stores.ts'
import { expectExactly, expectNothingPolluted, expectSameAfterRoundTrip } from './exactness.ts'
import { oddTexts, veryLong } from './odd-texts.ts'
import { oddValues } from './odd-values.ts'
import { tallyOf } from './tally.ts'

const tried = tallyOf('stored exactly')

describe.each(places)('exact storage, in $place', ({ open }) => {
  test('data of every kind is read and imported exactly as appended', async () => {
    const store = await open<DomainEvent>(newName())
    const events = oddValues.map(([, data]) => ({ type: 'Noted', data }))
    const result = await store.append('s', events)
    const copy = await expectSameAfterRoundTrip(open, store)
    const copied = await collect(copy.readAll())
    const read = (await store.readStream('s')).events
    for (const [index, event] of events.entries()) {
      expectExactly(result.events[index], event)
      expectExactly(read[index], event)
      expectExactly(copied[index], event)
      tried()
    }
    expectNothingPolluted()
  })

  test('metadata of every kind is read and imported exactly as appended', async () => {
    const store = await open<DomainEvent>(newName())
    const events = oddTexts.map((key) => {
      const metadata: JsonObject = Object.fromEntries([[key, { [key]: key }]])
      return { type: 'Noted', data: null, metadata }
    })
    await store.append('s', events)
    const copy = await expectSameAfterRoundTrip(open, store)
    for (const [index, event] of (await copy.readStream('s')).events.entries()) {
      expectExactly(event, events[index] ?? { type: 'none', data: null })
      tried()
    }
    expect((await copy.readStream('s')).version).toBe(events.length)
    expectNothingPolluted()
  })

  test('types, event ids, stream ids and command ids are read and imported exactly as appended', async () => {
    const store = await open<DomainEvent>(newName())
    for (const name of oddTexts) {
      await store.append(name, { type: name, data: null, id: name }, { commandId: name, expectedVersion: 'noStream' })
    }
    const copy = await expectSameAfterRoundTrip(open, store)
    for (const name of oddTexts) {
      for (const one of [store, copy]) await expectFound(one, name)
      expect((await collect(copy.readAll({ types: [name] }))).map(({ streamId }) => streamId)).toEqual([name])
      tried(4)
    }
    expectNothingPolluted()
  })

  test('names of a million characters are read and imported exactly as appended', async () => {
    const store = await open<DomainEvent>(newName())
    const event = { type: veryLong, data: null, id: veryLong }
    await store.append(veryLong, event, { commandId: veryLong, expectedVersion: 'noStream' })
    await expectFound(store, veryLong)
    await expectFound(await expectSameAfterRoundTrip(open, store), veryLong)
    tried(4)
  })
})

async function expectFound(store: EventStore, name: string): Promise<void> {
  const { version, events } = await store.readStream(name)
  expect([version, events.length]).toEqual([1, 1])
  expect(events[0]).toMatchObject({ id: name, type: name, streamId: name, commandId: name })
  expect(await store.readCommand(name)).toEqual(events)
}
