import fc from 'fast-check'
import { type DomainEvent, importJsonl } from 'rewindable'
import { expect, test } from 'vitest'
import { collect } from '../async-results.ts'
import type { ImportProgress } from '../derived-types.ts'
import { line, refusalOf } from '../hostile/lines-of-a-log.ts'
import { inMemory, newName } from '../open-stores.ts'

/*
 * An import reads many lines at a time, from chunks that end anywhere. The size of the chunks must not change the events. The
 * size must not change the number of the first invalid line in an error.
 */
const text = fc.constantFrom('', 'a', '🐘€', '🐘€'.repeat(5_000), 'é'.repeat(40_000), 'x'.repeat(70_000))
const texts = fc.array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom('', 'a', '🐘€') }, text), {
  minLength: 1,
  maxLength: 600,
  size: 'max',
})
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 })

function lineOf(text: string, index: number): string {
  const place = String(index + 1)
  return line({ id: `"event ${place}"`, streamVersion: place, globalPosition: place, data: JSON.stringify(text) })
}

function inPieces(file: Uint8Array, shares: readonly number[]): ReadableStream<Uint8Array> {
  const ends = shares.map((share) => Math.floor(share * file.length)).toSorted((one, other) => one - other)
  const pieces = [...ends, file.length].map((end, index) => file.slice(ends[index - 1] ?? 0, end))
  return new ReadableStream({
    pull(controller) {
      const piece = pieces.shift()
      if (piece) controller.enqueue(piece)
      else controller.close()
    },
  })
}

test('an import returns the same events for every division of a file into chunks', async () => {
  const property = fc.asyncProperty(texts, cuts, fc.boolean(), async (wanted, shares, endsItsLastLine) => {
    const file = new TextEncoder().encode(wanted.map(lineOf).join('\n') + (endsItsLastLine ? '\n' : ''))
    const store = await inMemory<DomainEvent>(newName())
    const imported = { imported: wanted.length, alreadyThere: 0, lastPosition: wanted.length }
    const bytes: number[] = []
    const onProgress = (progress: ImportProgress): unknown => bytes.push(progress.bytes)
    expect(await importJsonl(store, inPieces(file, shares), { onProgress })).toEqual(imported)
    expect(bytes).toEqual(bytes.toSorted((one, other) => one - other))
    expect(bytes.at(-1)).toBe(file.length)
    expect((await collect(store.readAll())).map(({ data }) => data)).toEqual(wanted)
  })
  await fc.assert(property, { numRuns: 60 })
})

/** Bytes that never start a character, or that start an incomplete character. */
const noText = fc.constantFrom([0xff], [0xe2, 0x82], [0xf0, 0x9f], [0xed, 0xa0, 0x80])
const noJson = fc.constant([0x01])
const mistake = (bytes: fc.Arbitrary<readonly number[]>, says: string) =>
  fc.record({ bytes, says: fc.constant(says), at: fc.nat(), isAtTheEnd: fc.boolean() })

test('an import with several invalid lines rejects with the number of the first one', async () => {
  const mistakes = fc.array(fc.oneof(mistake(noText, 'UTF-8'), mistake(noJson, 'JSON')), { minLength: 1, maxLength: 3 })
  const property = fc.asyncProperty(texts, cuts, mistakes, async (wanted, shares, made) => {
    const wrong = new Map(made.map((mistake) => [(mistake.at % wanted.length) + 1, mistake]))
    const lines = wanted.map((each, index) => {
      const { bytes = [], isAtTheEnd = true } = wrong.get(index + 1) ?? {}
      const line = lineOf(each, index)
      return [...(isAtTheEnd ? [line, new Uint8Array(bytes)] : [new Uint8Array(bytes), line]), '\n']
    })
    const file = new Uint8Array(await new Blob(lines.flat()).arrayBuffer())
    const first = Math.min(...wrong.keys())
    const refusal = await refusalOf(await inMemory(newName()), inPieces(file, shares))
    expect([refusal.line, refusal.message]).toEqual([first, expect.stringContaining(wrong.get(first)?.says ?? '')])
  })
  await fc.assert(property, { numRuns: 100 })
})
