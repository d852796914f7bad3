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

  test('thenThrows accepts the class of the error and its base classes', () => {
    scenario(herd, { ...refused, thenThrows: NoSuchElephpant })
    scenario(herd, { ...refused, thenThrows: Error })
  })

  test('thenThrows compares fields of the error, including its message', () => {
    scenario(herd, { ...refused, thenThrows: [NoSuchElephpant, { breed: 'Blue' }] })
    scenario(herd, { ...refused, thenThrows: [Error, { message: 'The herd has no Blue elephpant to abandon.' }] })
  })

  test.each([
    ['another class', HerdAlreadyFormed],
    ['another class with a field that it has', [HerdAlreadyFormed, { breed: 'Blue' }]],
    ['another value of a field', [NoSuchElephpant, { breed: 'Red' }]],
    ['a field that it does not have', [NoSuchElephpant, { breed: 'Blue', herd: 'Savanna' }]],
    ['an error of this library', ConcurrencyConflict],
  ] as const)('thenThrows rejects %s', (_, thenThrows) => {
    expect(() => scenario(herd, { ...refused, thenThrows })).toThrow(ScenarioFailed)
  })

  test('thenThrows fails when nothing is thrown', () => {
    const when = adoptElephpant('Blue')
    expect(() => scenario(herd, { given, when, thenThrows: NoSuchElephpant })).toThrow(ScenarioFailed)
    const silent = { ...herd, decide: () => {} }
    expect(() => scenario(silent, { given, when, thenThrows: Error })).toThrow(ScenarioFailed)
  })

  test('thenThrows applies to the first command that throws', () => {
    const when = [adoptElephpant('Red'), abandonElephpant('Blue'), formHerd('again')]
    scenario(herd, { given, when, thenThrows: [NoSuchElephpant, { breed: 'Blue' }] })
  })

  test('a scenario without thenThrows fails when a command throws', () => {
    expect(() => scenario(herd, { ...refused, thenNothing: true })).toThrow(ScenarioFailed)
    expect(() => scenario(herd, { ...refused, then: [] })).toThrow(ScenarioFailed)
  })
})

describe('thenNothing', () => {
  test.each([
    ['undefined', undefined],
    ['an empty list', []],
  ])('thenNothing accepts the decision %s', (_, decision) => {
    scenario({ ...herd, decide: () => decision }, { when: formHerd('Savanna'), thenNothing: true })
  })

  test('thenNothing rejects an event', () => {
    const formed = { when: formHerd('Savanna'), thenNothing: true } as const
    expect(() => scenario(herd, formed)).toThrow(ScenarioFailed)
  })
})

test('a scenario without an expected outcome throws', () => {
  const unsaid = { given, when: adoptElephpant('Blue') } as never
  expect(() => scenario<object, HerdCommand, HerdEvent>(herd as never, unsaid)).toThrow(
    'Expected then, thenThrows or thenNothing',
  )
})

describe('the field `then`', () => {
  // An async function that returns an object with a function `then` awaits that object. Here, `then` is data and no function.
  test('an async function can return a scenario', async () => {
    const load = async () => ({ given, when: adoptElephpant('Blue'), then: [elephpantAdopted('Blue')] })
    const loaded = await load()
    expect(loaded.then).toEqual([elephpantAdopted('Blue')])
    scenario(herd, loaded)
  })

  test('scenario is synchronous and returns undefined', () => {
    const holds = scenario(herd, { when: formHerd('Savanna'), then: given })
    expect(holds).toBeUndefined()
    expect(() => scenario(herd, { when: formHerd('Savanna'), then: [] })).toThrow(ScenarioFailed)
  })
})
