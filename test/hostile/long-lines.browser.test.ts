import { type DomainEvent, exportJsonl, importJsonl } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { inIndexedDB, newName, places } from '../open-stores.ts'
import { exported } from './exactness.ts'
import { line } from './lines-of-a-log.ts'
import { tallyOf } from './tally.ts'

const tried = tallyOf('long lines')

const mega = 1_000_000

/** JSON of about the given number of million characters, in shapes that cost an engine much time or memory. */
const shapes: Readonly<Record<string, (size: number) => string>> = {
  'one string': (size) => `"${'x'.repeat(size * mega)}"`,
  'one string of two-byte characters': (size) => `"${'€'.repeat(size * mega)}"`,
  'one string of escapes': (size) => `"${String.raw`\n\"\\\u0000`.repeat((size * mega) / 12)}"`,
  'one list of numbers': (size) => `[${'1,'.repeat((size * mega) / 2)}1]`,
  'one list of empty objects': (size) => `[${'{},'.repeat((size * mega) / 3)}{}]`,
  'one object of many keys': (size) =>
    `{${Array.from({ length: (size * mega) / 14 }, (_, key) => `"key${key}":1`).join()}}`,
}

/** JSON that is invalid at any size. */
const bombs: Readonly<Record<string, (size: number) => string>> = {
  'one number': (size) => '1'.repeat(size * mega),
  'one fraction': (size) => `0.${'0'.repeat(size * mega)}1`,
  'nested lists, never closed': (size) => '['.repeat(size * mega),
  'nested lists': (size) => `${'['.repeat((size * mega) / 2)}${']'.repeat((size * mega) / 2)}`,
  'nested objects': (size) => `${'{"":'.repeat((size * mega) / 5)}0${'}'.repeat((size * mega) / 5)}`,
  'an unterminated string of backslashes': (size) => `"${'\\'.repeat(size * mega)}`,
  'an unterminated string of escaped quotes': (size) => '\\"'.repeat((size * mega) / 2),
  'one field, repeated': (size) => `{${'"a":1,'.repeat((size * mega) / 6)}"a":1}`,
}

const second = { streamVersion: '2', globalPosition: '2' }
const timeout = 300_000

describe.each(places)('long lines, in $place', { timeout }, ({ open }) => {
  test.each(Object.keys(shapes))('a line of 15 MB is stored exactly: %s', async (shape) => {
    const store = await open<DomainEvent>(newName())
    // An engine parses objects a hundred times as slowly as strings.
    const size = shape.includes('object') ? 3 : 15
    const file = `${line({})}\n${line({ ...second, data: shapes[shape]?.(size) ?? '' })}\n`
    await importJsonl(store, file)
    expect((await exported(store)) === file).toBe(true)
    tried()
  })

  test.each([...Object.keys(shapes), ...Object.keys(bombs)])('a line of 50 MB is rejected: %s', async (shape) => {
    const store = await open<DomainEvent>(newName())
    const file = `${line({})}\n${line({ ...second, data: { ...shapes, ...bombs }[shape]?.(50) ?? '' })}\n`
    const refusal = await rejectionOf(importJsonl(store, file))
    expect(refusal).toMatchObject({ code: 'ImportRejected', line: 2 })
    expect(await store.lastPosition()).toBe(0)
    tried()
  })

  test.each(Object.keys(bombs))('an invalid line of 15 MB is rejected: %s', async (shape) => {
    const store = await open<DomainEvent>(newName())
    const file = `${line({})}\n${line({ ...second, data: bombs[shape]?.(15) ?? '' })}\n`
    const refusal = await rejectionOf(importJsonl(store, file))
    expect(refusal).toMatchObject({ code: 'ImportRejected', line: 2 })
    expect(String(refusal).length).toBeLessThan(500)
    expect(await store.lastPosition()).toBe(0)
    tried()
  })

  test('an import stops reading a line that never ends', async () => {
    const store = await open<DomainEvent>(newName())
    const piece = new TextEncoder().encode('x'.repeat(mega))
    let pieces = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pieces += 1
        controller.enqueue(piece)
      },
    })
    expect(await rejectionOf(importJsonl(store, endless))).toMatchObject({ code: 'ImportRejected', line: 1 })
    expect(pieces).toBeLessThan(30)
    tried()
  })

  test('append rejects an event whose exported line could not be imported', async () => {
    const store = await open<DomainEvent>(newName())
    const refusal = await rejectionOf(store.append('s', { type: 'Noted', data: 'x'.repeat(50 * mega) }))
    expect(refusal).toMatchObject({ code: 'InvalidEvent', path: 'data' })
    const largest = 'x'.repeat(2 ** 24 - JSON.stringify({ type: 'Noted', data: '', metadata: {} }).length)
    await store.append('s', { type: 'Noted', data: largest })
    expect(await rejectionOf(store.append('s', { type: 'Noted', data: `${largest}x` }))).toMatchObject({
      code: 'InvalidEvent',
    })
    const copy = await open<DomainEvent>(newName())
    expect((await importJsonl(copy, exportJsonl(store))).imported).toBe(1)
    tried(3)
  })
})

test('a file of 50 MB of line ends has no events', { timeout }, async () => {
  const store = await inIndexedDB(newName())
  expect(await importJsonl(store, '\n'.repeat(50 * mega))).toEqual({ imported: 0, alreadyThere: 0, lastPosition: 0 })
  tried()
})
