import fc from 'fast-check'
import { type DomainEvent, importJsonl } from 'rewindable'
import { expect, test } from 'vitest'
import type { ImportProgress } from '../derived-types.ts'
import { line, refusalOf } from '../hostile/lines-of-a-log.ts'
import { inMemory, newName } from '../open-stores.ts'

/*
 * Editors and other programs add a byte-order mark, `\r\n` and blank lines at the end. An import ignores these additions, wherever the
 * chunks of the file end.
 */
const mark = fc.constantFrom('', '\ufeff')
const lineEnd = fc.constantFrom('\n', '\r\n')
const blank = fc.stringMatching(/^[ \t]{0,3}$/)
const blanks = fc.array(fc.tuple(blank, lineEnd), { maxLength: 40 }).map((lines) => lines.flat().join(''))

function lines(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const place = String(index + 1)
    return line({ id: `"event ${place}"`, streamVersion: place, globalPosition: place })
  })
}

/** Returns a file as a stream of chunks. @param size bytes for each chunk, default 1 */
function inPiecesOf(size: number, text: string): ReadableStream<Uint8Array> {
  const file = new TextEncoder().encode(text)
  let start = 0
  return new ReadableStream({
    pull(controller) {
      if (start >= file.length) return controller.close()
      controller.enqueue(file.slice(start, start + size))
      start += size
    },
  })
}

test('an import ignores a byte-order mark, Windows line ends and blank lines at the end', async () => {
  const parts = {
    mark,
    lineEnd,
    blanks,
    last: blank,
    count: fc.integer({ min: 0, max: 5 }),
    size: fc.integer({ min: 1, max: 7 }),
  }
  const property = fc.asyncProperty(fc.record(parts), async ({ mark, lineEnd, blanks, last, count, size }) => {
    const text =
      mark +
      lines(count)
        .map((each) => each + lineEnd)
        .join('') +
      blanks +
      last
    const store = await inMemory<DomainEvent>(newName())
    const progress: ImportProgress[] = []
    const onProgress = (at: ImportProgress): unknown => progress.push(at)
    expect((await importJsonl(store, inPiecesOf(size, text), { onProgress })).imported).toBe(count)
    expect(progress).toEqual([{ lines: count, bytes: new TextEncoder().encode(text).length }])
    expect((await importJsonl(await inMemory<DomainEvent>(newName()), text)).imported).toBe(count)
  })
  await fc.assert(property, { numRuns: 150 })
})

test('an import with blank lines before another line rejects with the number of the first blank line', async () => {
  const wrong = fc.constantFrom(...lines(6).slice(5), 'not JSON', '\ufeff')
  const sizes = fc.integer({ min: 1, max: 7 })
  const some = fc.array(fc.tuple(blank, lineEnd), { minLength: 1, maxLength: 40 })
  const property = fc.asyncProperty(some, wrong, sizes, async (between, last, size) => {
    const text = `${lines(5).join('\n')}\n${between.flat().join('')}${last}`
    const refusal = await refusalOf(await inMemory<DomainEvent>(newName()), inPiecesOf(size, text))
    expect([refusal.line, refusal.message]).toEqual([6, expect.stringContaining('the line is empty')])
  })
  await fc.assert(property, { numRuns: 100 })
})

test('an import reads millions of blank lines at the end chunk by chunk', async () => {
  const piece = new TextEncoder().encode('\n \r\n\n'.repeat(20_000))
  const first = new TextEncoder().encode(`${lines(1)}\n`)
  let left = 100
  const source = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(first),
    pull(controller) {
      left -= 1
      if (left === 0) controller.close()
      else controller.enqueue(piece)
    },
  })
  expect((await importJsonl(await inMemory<DomainEvent>(newName()), source)).imported).toBe(1)
})

test('an import can be aborted while it reads blank lines', async () => {
  const controller = new AbortController()
  const endless = new ReadableStream<Uint8Array>({
    pull(source) {
      source.enqueue(new TextEncoder().encode('\n'.repeat(1_000)))
      controller.abort(new Error('aborted by the test'))
    },
  })
  const store = await inMemory<DomainEvent>(newName())
  await expect(importJsonl(store, endless, { signal: controller.signal })).rejects.toThrow('aborted by the test')
})
