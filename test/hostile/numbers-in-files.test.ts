import type { DomainEvent } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { inMemory, newName, places } from '../open-stores.ts'
import { exported } from './exactness.ts'
import { line, refusalOf, taken } from './lines-of-a-log.ts'
import { exactNumbers } from './odd-values.ts'
import { tallyOf } from './tally.ts'

const tried = tallyOf('numbers in files')

/** A number as written in a file, and the JavaScript number. */
const kept: readonly (readonly [written: string, number: number])[] = [
  ...exactNumbers.map((number) => [JSON.stringify(number), number] as const),
  ['1.0', 1],
  ['1.50', 1.5],
  ['-12.500e2', -1250],
  ['1E+2', 100],
  ['0.0', 0],
  ['0e999', 0],
  ['100000000000000000000000', 1e23],
  ['9007199254740992', 2 ** 53],
  ['9007199254740994.000', 2 ** 53 + 2],
  ['18446744073709551616', 2 ** 64],
  // These numbers have more digits than necessary, as other languages write them.
  ['0.10000000000000001', 0.1],
  ['0.1000000000000000055511151231257827', 0.1],
  ['0.1000000000000000055511151231257827021181583404541015625', 0.1],
  ['2.2250738585072014e-308', 2 ** -1022],
  ['4.9e-324', 5e-324],
  ['1.7976931348623157e308', Number.MAX_VALUE],
  [`0.${'0'.repeat(323)}5`, 5e-324],
]

/** Numbers with digits that JSON.parse would silently lose. */
const lost: readonly string[] = [
  '12345678901234567890',
  '9007199254740993',
  '-9007199254740993',
  '9007199254740993.0',
  '0.1234567890123456789',
  '0.1000000000000000055511151231257828',
  '3.14159265358979323846',
  '99999999999999999',
  '1e-400',
  '-1e-400',
  '2e-324',
  '1.7976931348623159e308',
  '1e400',
  '-1e400',
  '1e99999999999999999999',
  '-0',
  '-0.0',
  '-0e5',
  '1.00000000000000000000000000000000000001',
  `1${'0'.repeat(400)}`,
  `0.${'0'.repeat(600)}1`,
  `1.${'0'.repeat(200)}1`,
  '7'.repeat(1_000_000),
]

describe.each(places)('numbers in files, in $place', ({ open }) => {
  test('an import stores numbers that JavaScript can represent', async () => {
    const lines = kept.map(([written], index) => {
      const place = { streamVersion: `${index + 1}`, globalPosition: `${index + 1}` }
      return line({ ...place, data: `[${written}]`, metadata: `{"number":${written}}` })
    })
    const { events } = await (await taken(open, lines.join('\n'))).readStream('s')
    for (const [index, [written, number]] of kept.entries()) {
      expect([events[index]?.data, events[index]?.metadata], written).toEqual([[number], { number }])
      tried()
    }
  })

  test('an import rejects numbers with digits that JavaScript would lose', async () => {
    const store = await open<DomainEvent>(newName())
    for (const written of lost) {
      const places = [{ data: `{"amount":${written}}` }, { data: written }, { metadata: `{"a":[1,${written}]}` }]
      for (const fields of places) expect((await refusalOf(store, line(fields))).line, written).toBe(1)
      tried(places.length)
    }
    await store.append('s', { type: 'Noted', data: 1 })
    expect(await store.lastPosition()).toBe(1)
  })
})

test('an import does not check digits inside of strings', async () => {
  const data = JSON.stringify({ '12345678901234567890': '1e400', '-0': '"0.1234567890123456789\\' })
  const store = await taken(inMemory, `${line({ data })} `)
  expect(JSON.stringify((await store.readStream('s')).events[0]?.data)).toBe(data)
  tried()
})

test.each([
  ['recordedAt', '1e400', 'milliseconds since 1970'],
  ['recordedAt', '1e308', 'milliseconds since 1970'],
  ['recordedAt', '8640000000000001', 'milliseconds since 1970'],
  ['recordedAt', '-1', 'milliseconds since 1970'],
  ['recordedAt', '-0', 'number -0 would be stored as 0'],
  ['recordedAt', '"2026-01-01"', 'milliseconds since 1970'],
  ['recordedAt', 'null', 'milliseconds since 1970'],
  ['globalPosition', '1.5', 'expected globalPosition 1, found 1.5'],
  ['globalPosition', '1e400', 'expected globalPosition 1'],
  ['globalPosition', '1.00000000000000000000001', 'would be stored as 1'],
  ['globalPosition', '"1"', 'expected globalPosition 1, found "1"'],
  ['globalPosition', '[[1]]', 'expected globalPosition 1'],
  ['streamVersion', '0', 'expected streamVersion 1'],
  ['streamVersion', '-0', 'expected streamVersion 1'],
  ['streamVersion', '9007199254740993', 'expected streamVersion 1'],
])('an import rejects the value of %s: %s', async (field, written, says) => {
  const refusal = await refusalOf(await inMemory(newName()), line({ [field]: written }))
  expect([refusal.line, refusal.message]).toEqual([1, expect.stringContaining(says)])
  tried()
})

test('an event can have the latest time that a Date supports', async () => {
  const file = `${line({ recordedAt: '8640000000000000' })}\n`
  expect(await exported(await taken(inMemory, file))).toBe(file)
  tried()
})
