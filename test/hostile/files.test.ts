import { type DomainEvent, exportJsonl, importJsonl, openEventStore } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { inMemory, newName, places, untilTheEnd } from '../open-stores.ts'
import { expectNothingPolluted, exported } from './exactness.ts'
import { line, refusalOf, taken } from './lines-of-a-log.ts'
import { refused, written } from './odd-files.ts'
import { tallyOf } from './tally.ts'

const tried = tallyOf('files')

describe.each(places)('hostile files, in $place', ({ open }) => {
  test.each(written)('an import accepts a file with %s', async (_, file, data) => {
    const store = await taken(open, file)
    expect(JSON.stringify((await store.readStream('s')).events[0]?.data)).toBe(data)
    expectNothingPolluted()
    tried()
  })

  test('an import rejects each invalid file with the line and the reason', async () => {
    const store = await open<DomainEvent>(newName())
    for (const { what, file, number, says } of refused) {
      const refusal = await refusalOf(store, file)
      expect([refusal.line, refusal.message], what).toEqual([number, expect.stringContaining(says)])
      expectNothingPolluted()
      tried()
    }
    // The store still works.
    await store.append('s', { type: 'Noted', data: 1 })
    expect((await store.readStream('s')).version).toBe(1)
  })

  test('an export of large events is written and read in chunks', async () => {
    const store = await open<DomainEvent>(newName())
    const large = 'x'.repeat(400_000)
    for (let count = 0; count < 12; count += 1) await store.append('s', { type: 'Noted', data: `${count} ${large}` })
    const copy = await open<DomainEvent>(newName())
    const pieces: number[] = []
    const counted = exportJsonl(store).pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(piece, controller) {
          pieces.push(piece.byteLength)
          controller.enqueue(piece)
        },
      }),
    )
    expect((await importJsonl(copy, counted)).imported).toBe(12)
    expect(Math.max(...pieces)).toBeLessThan(1_000_000)
    expect((await exported(copy)) === (await exported(store))).toBe(true)
    tried(12)
  })
})

test('an import of a locked stream rejects with InvalidArgument', async () => {
  const store = await inMemory(newName())
  const source = exportJsonl(store)
  source.getReader()
  expect(await rejectionOf(importJsonl(store, source))).toMatchObject({ code: 'InvalidArgument', argument: 'source' })
})

test('an import rejects a stream of values other than bytes', async () => {
  const text = new ReadableStream({ start: (controller) => controller.enqueue(line({})) })
  expect((await refusalOf(await inMemory(newName()), text)).line).toBe(1)
  tried()
})

test.each(['', 'x'])('an import keeps surrogate pairs of a long string together (%o in front)', async (front) => {
  const data = JSON.stringify(front + '😀'.repeat(150_000))
  const store = await inMemory<DomainEvent>(newName())
  await importJsonl(store, `${line({ data })}\n`)
  expect(JSON.stringify((await store.readStream('s')).events[0]?.data) === data).toBe(true)
  tried()
})

test('an import holds only a few large events in memory at a time', async () => {
  const steps: string[] = []
  const indexedDB = watchedIndexedDB({
    onTransaction: ({ mode, objectStoreNames }) => {
      if (mode === 'readwrite' && [...objectStoreNames].join() === 'staging') steps.push(mode)
    },
  })
  const store = untilTheEnd(await openEventStore<DomainEvent>(newName(), { indexedDB }))
  const data = JSON.stringify('x'.repeat(1_000_000))
  const lines = Array.from({ length: 25 }, (_, index) =>
    line({ streamVersion: `${index + 1}`, globalPosition: `${index + 1}`, data }),
  )
  expect((await importJsonl(store, lines.join('\n'))).imported).toBe(25)
  // The import makes one call to empty the staging area, and one call for each eight million characters.
  expect(steps.length).toBeGreaterThanOrEqual(4)
  tried(25)
})
