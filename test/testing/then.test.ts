import { ConcurrencyConflict } from 'rewindable'
import { ScenarioFailed, scenario } from 'rewindable/testing'
import { describe, expect, test } from 'vitest'
import {
  abandonElephpant,
  adoptElephpant,
  elephpantAdopted,
  formHerd,
  HerdAlreadyFormed,
  type HerdCommand,
  type HerdEvent,
  herd,
  herdFormed,
  NoSuchElephpant,
} from '../../examples/herd.ts'

const given = [herdFormed('Savanna')]

describe('thenThrows', () => {
  const refused = { given, when: abandonElephpant('Blue') }

  test('names the class of the error, or one that it extends', () => {
    scenario(herd, { ...refused, thenThrows: NoSuchElephpant })
    scenario(herd, { ...refused, thenThrows: Error })
  })

  test('may name fields of it, its message included', () => {
    scenario(herd, { ...refused, thenThrows: [NoSuchElephpant, { breed: 'Blue' }] })
    scenario(herd, { ...refused, thenThrows: [Error, { message: 'The herd has no Blue elephpant to abandon.' }] })
  })

  test.each([
    ['another class', HerdAlreadyFormed],
    ['another class with a field that it has', [HerdAlreadyFormed, { breed: 'Blue' }]],
    ['another value of a field', [NoSuchElephpant, { breed: 'Red' }]],
    ['a field that it does not have', [NoSuchElephpant, { breed: 'Blue', herd: 'Savanna' }]],
    ['an error of this library', ConcurrencyConflict],
  ] as const)('does not accept %s', (_, thenThrows) => {
    expect(() => scenario(herd, { ...refused, thenThrows })).toThrow(ScenarioFailed)
  })

  test('does not accept that nothing is thrown', () => {
    const when = adoptElephpant('Blue')
    expect(() => scenario(herd, { given, when, thenThrows: NoSuchElephpant })).toThrow(ScenarioFailed)
    const silent = { ...herd, decide: () => {} }
    expect(() => scenario(silent, { given, when, thenThrows: Error })).toThrow(ScenarioFailed)
  })

  test('means the first of several commands that throws', () => {
    const when = [adoptElephpant('Red'), abandonElephpant('Blue'), formHerd('again')]
    scenario(herd, { given, when, thenThrows: [NoSuchElephpant, { breed: 'Blue' }] })
  })

  test('is expected: what is thrown without it fails the scenario', () => {
    expect(() => scenario(herd, { ...refused, thenNothing: true })).toThrow(ScenarioFailed)
    expect(() => scenario(herd, { ...refused, then: [] })).toThrow(ScenarioFailed)
  })
})

describe('thenNothing', () => {
  test.each([
    ['undefined', undefined],
    ['an empty list', []],
  ])('accepts the decision %s', (_, decision) => {
    scenario({ ...herd, decide: () => decision }, { when: formHerd('Savanna'), thenNothing: true })
  })

  test('does not accept an event', () => {
    const formed = { when: formHerd('Savanna'), thenNothing: true } as const
    expect(() => scenario(herd, formed)).toThrow(ScenarioFailed)
  })
})

test('a scenario that says nothing of what comes of it is refused, not passed', () => {
  const unsaid = { given, when: adoptElephpant('Blue') } as never
  expect(() => scenario<object, HerdCommand, HerdEvent>(herd as never, unsaid)).toThrow(
    'Expected then, thenThrows or thenNothing',
  )
})

describe('then is data', () => {
  // An object with a `then` that is a function would be awaited, by accident, wherever it is returned from an async function.
  test('so a scenario may be made by an async function and awaited', async () => {
    const load = async () => ({ given, when: adoptElephpant('Blue'), then: [elephpantAdopted('Blue')] })
    const loaded = await load()
    expect(loaded.then).toEqual([elephpantAdopted('Blue')])
    scenario(herd, loaded)
  })

  test('and running one is over when it returns: there is nothing to await, and nothing to forget to', () => {
    const holds = scenario(herd, { when: formHerd('Savanna'), then: given })
    expect(holds).toBeUndefined()
    expect(() => scenario(herd, { when: formHerd('Savanna'), then: [] })).toThrow(ScenarioFailed)
  })
})
