import { expect, test } from 'vitest'
import { Chance } from './chance.ts'
import { chooseOperation } from './operations.ts'
import { scriptOf } from './script.ts'

test('a seed decides what befalls which tab and when, and all that can befall one does', () => {
  const script = scriptOf('a seed', 1_000)
  expect(scriptOf('a seed', 1_000)).toEqual(script)
  expect(scriptOf('another seed', 1_000)).not.toEqual(script)
  expect(new Set(script.blows.map(({ kind }) => kind))).toEqual(new Set(['freeze', 'crash', 'close', 'reload']))
})

test('a seed decides what a writer tries', () => {
  const choices = (seed: string) => {
    const chance = new Chance(seed)
    const believed = { haunt: 'shared:1', versions: new Map([['shared:1', 7]]) }
    return Array.from({ length: 50 }, (_, step) => chooseOperation(`a#${step}`, believed, chance))
  }
  expect(choices('a seed')).toEqual(choices('a seed'))
  expect(choices('another seed')).not.toEqual(choices('a seed'))
})
