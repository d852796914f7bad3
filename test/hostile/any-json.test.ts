import fc from 'fast-check'
import type { DomainEvent } from 'rewindable'
import { describe, test } from 'vitest'
import type { JsonObject, JsonValue } from '../derived-types.ts'
import { newName, places } from '../open-stores.ts'
import { expectExactly, expectNothingPolluted, expectSameAfterRoundTrip } from './exactness.ts'
import { inheritedNames, oddTexts } from './odd-texts.ts'
import { tallyOf } from './tally.ts'

const tried = tallyOf('any JSON')

// A real browser takes longer to open a database than the in-memory replacement.
const runs = 'document' in globalThis ? 60 : 200

/** Any sequence of UTF-16 code units, including lone surrogates. */
const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) })
const text = fc.oneof(anyText, fc.constantFrom(...oddTexts))
const key = fc.oneof(text, fc.constantFrom(...inheritedNames))
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
  fc.integer(),
  fc.maxSafeInteger(),
)

const { value, object } = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false),
    number,
    text,
    fc.array(tie('value')),
    tie('object'),
  ),
  object: fc.array(fc.tuple(key, tie('value'))).map((fields) => Object.fromEntries(fields)),
}))

const name = key.filter((text) => text !== '')
const appended = fc.record({ streamId: name, type: name, data: value, metadata: object })

describe.each(places)('any JSON, in $place', ({ open }) => {
  test('any JSON under any name is read back, exported and imported exactly', { timeout: 120_000 }, async () => {
    const property = fc.asyncProperty(fc.array(appended, { minLength: 1, maxLength: 12 }), async (events) => {
      const store = await open<DomainEvent>(newName())
      for (const { streamId, ...event } of events) await store.append(streamId, event)
      const copy = await expectSameAfterRoundTrip(open, store)
      for (const one of [store, copy]) {
        let position = 0
        for await (const read of one.readAll()) {
          const { streamId = '', ...event } = events[position] ?? { type: '', data: null }
          expectExactly(read, event)
          const stream = await one.readStream(streamId)
          expectExactly(stream.events[read.streamVersion - 1], event)
          position += 1
        }
      }
      await store.close()
      await copy.close()
      tried(events.length)
    })
    await fc.assert(property, { numRuns: runs })
    expectNothingPolluted()
  })
})
