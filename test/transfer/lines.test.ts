import fc from 'fast-check'
import type { DomainEvent } from 'rewindable'
import { expect, test } from 'vitest'
import { collect } from '../awaiting.ts'
import { line, refusalOf } from '../hostile/lines-of-a-log.ts'
import { inMemory, newName } from '../places.ts'

/*
 * Lines are read many at a time, from pieces that end anywhere. Whatever the pieces, the events are the same, and of several lines
 * that are wrong it is the first that is named.
 */
const text = fc.constantFrom('', 'a', '🐘€', '🐘€'.repeat(5_000), 'é'.repeat(40_000), 'x'.repeat(70_000))
const texts = fc.array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom('', 'a', '🐘€') }, text), {
  minLength: 1,
  maxLength: 600,
  size: 'max',
})
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 })
const place = fc.option(fc.nat(), { nil: undefined })

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

test('a file is read the same in whatever pieces it comes', async () => {
  const property = fc.asyncProperty(texts, cuts, fc.boolean(), async (wanted, shares, endsItsLastLine) => {
    const file = new TextEncoder().encode(wanted.map(lineOf).join('\n') + (endsItsLastLine ? '\n' : ''))
    const store = await inMemory<DomainEvent>(newName())
    const imported = { imported: wanted.length, alreadyThere: 0, lastPosition: wanted.length }
    expect(await store.importJsonl(inPieces(file, shares))).toEqual(imported)
    expect((await collect(store.readAll())).map(({ data }) => data)).toEqual(wanted)
  })
  await fc.assert(property, { numRuns: 60 })
})

test('of lines that are no UTF-8 and lines that are no JSON the first is named', async () => {
  const property = fc.asyncProperty(texts, cuts, place, place, async (wanted, shares, noText, noJson) => {
    fc.pre(noText !== undefined || noJson !== undefined)
    const lines = wanted.map((each, index) => new TextEncoder().encode(`${lineOf(each, index)}\n`))
    const wrong = new Map<number, string>()
    for (const [at, byte, says] of [
      [noJson, 0x01, 'JSON'],
      [noText, 0xff, 'UTF-8'],
    ] as const) {
      const index = at === undefined ? -1 : at % lines.length
      // The second byte is that of a name's quotation mark.
      if (lines[index]) lines[index][1] = byte
      if (index !== -1) wrong.set(index + 1, says)
    }
    const first = Math.min(...wrong.keys())
    const file = new Uint8Array(await new Blob(lines).arrayBuffer())
    const refusal = await refusalOf(await inMemory(newName()), inPieces(file, shares))
    expect([refusal.line, refusal.message]).toEqual([first, expect.stringContaining(wrong.get(first) ?? '')])
  })
  await fc.assert(property, { numRuns: 60 })
})
