import { expect, test } from 'vitest'
import { chooseOperation } from './operations.ts'
import { scriptOf } from './script.ts'
import { SeededRandom } from './seeded-random.ts'

test('a seed decides when each tab is frozen, crashed, closed or reloaded, and all four occur', () => {
  const script = scriptOf('a seed', 1_000)
  expect(scriptOf('a seed', 1_000)).toEqual(script)
  expect(scriptOf('another seed', 1_000)).not.toEqual(script)
  expect(new Set(script.faults.map(({ kind }) => kind))).toEqual(new Set(['freeze', 'crash', 'close', 'reload']))
})

test('a seed decides the appends of a writer', () => {
  const choices = (seed: string) => {
    const random = new SeededRandom(seed)
    const believed = { usualStream: 'shared:1', versions: new Map([['shared:1', 7]]) }
    return Array.from({ length: 50 }, (_, step) => chooseOperation(`a#${step}`, believed, random))
  }
  expect(choices('a seed')).toEqual(choices('a seed'))
  expect(choices('another seed')).not.toEqual(choices('a seed'))
})
