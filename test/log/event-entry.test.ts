import fc from 'fast-check'
import { type DomainEvent, exportJsonl, importJsonl, type RecordedEvent } from 'rewindable'
import { expect, test } from 'vitest'
import { collect } from '../async-results.ts'
import { decodeRecord } from '../decode-record.ts'
import type { JsonObject } from '../derived-types.ts'
import { rawCommits } from '../faults/raw-database.ts'
import { inIndexedDB, newName } from '../open-stores.ts'

const few = fc.constantFrom('a', 'b', '"', '☃')
const event = fc.record({
  id: few,
  type: few,
  data: fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value))),
  metadata: fc.constantFrom<JsonObject>({}, { by: 'Ada' }, { note: 'x'.repeat(20_000) }),
})
const append = fc.record({
  pause: fc.constantFrom(0, 0, 1),
  isCommand: fc.boolean(),
  events: fc.array(event, { minLength: 1, maxLength: 8 }),
  streamId: few,
})

test('the library and an independent decoder read the appended events from the records', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(append, { minLength: 1, maxLength: 8 }), async (appends) => {
      const name = newName()
      let now = 1
      const store = await inIndexedDB<DomainEvent>(name, { now: () => now })
      const recorded: RecordedEvent[] = []
      await Promise.all(
        appends.map(async ({ streamId, events, pause, isCommand }, index) => {
          now += pause
          const options = isCommand ? { commandId: `command ${index}` } : {}
          const result = await store.append(streamId, events, options)
          recorded.push(...result.events)
        }),
      )
      recorded.sort((one, other) => one.globalPosition - other.globalPosition)
      expect(recorded.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }))).toEqual(
        appends.flatMap(({ events }) => events),
      )
      expect(await collect(store.readAll())).toEqual(recorded)
      expect((await rawCommits(name)).flatMap(decodeRecord)).toEqual(recorded)
      await store.close()
    }),
    { numRuns: 30 },
  )
})

test('a record stores stream, version and time only for its first event if the others are derivable', async () => {
  const name = newName()
  const store = await inIndexedDB<DomainEvent>(name, { now: () => 5 })
  const events = Array.from({ length: 2_000 }, (_, index) => ({ id: 'an id', type: 'Noted', data: index }))
  await store.append('s', events, { commandId: 'c' })
  const records = (await rawCommits(name)).map(({ events }) => JSON.parse(events))
  expect(records.length).toBeGreaterThan(1)
  for (const [first, ...others] of records) {
    expect(first).toEqual(['an id', 'Noted', first[2], {}, 's', first[2] + 1, 5, 'c'])
    for (const entry of others) expect(entry).toEqual(['an id', 'Noted', entry[2], {}])
  }
  expect((await collect(store.readAll())).map(({ data, streamVersion }) => [data, streamVersion])).toEqual(
    events.map(({ data }) => [data, data + 1]),
  )
})

test('a record whose stream id is not Latin-1 stays below the size limit', async () => {
  const name = newName()
  const store = await inIndexedDB<DomainEvent>(name)
  await store.append(
    '☃',
    Array.from({ length: 2_000 }, (_, data) => ({ type: 'Noted', data })),
  )
  const lengths = (await rawCommits(name)).map(({ events }) => events.length)
  expect(lengths.length).toBeGreaterThan(1)
  // UTF-16 takes two bytes for a character.
  expect(Math.max(...lengths)).toBeLessThanOrEqual((48 * 1024) / 2)
})

test('a record stores the stream, version and time again when the command, the time or the stream changes', async () => {
  const name = newName()
  let now = 1
  const store = await inIndexedDB<DomainEvent>(name, { now: () => now })
  const noted = { id: 'an id', type: 'Noted', data: 1 }
  await Promise.all([store.append('s', noted, { commandId: 'c' }), store.append('s', noted), store.append('t', noted)])
  expect((await rawCommits(name)).map(({ events }) => JSON.parse(events))).toEqual([
    [
      ['an id', 'Noted', 1, {}, 's', 1, 1, 'c'],
      ['an id', 'Noted', 1, {}, 's', 2, 1],
      ['an id', 'Noted', 1, {}, 't', 1, 1],
    ],
  ])
  now = 2
  await store.append('t', noted)
  // An import stores events with different times in one record.
  const copyName = newName()
  const copy = await inIndexedDB<DomainEvent>(copyName)
  await importJsonl(copy, exportJsonl(store))
  expect((await rawCommits(copyName)).map(({ count }) => count)).toEqual([4])
  expect((await collect(copy.readAll())).map(({ recordedAt }) => recordedAt)).toEqual([1, 1, 1, 2])
})
