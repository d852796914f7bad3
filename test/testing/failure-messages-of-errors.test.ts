import { scenario } from 'rewindable/testing'
import { describe, expect, test } from 'vitest'
import {
  abandonElephpant,
  adoptElephpant,
  elephpantAbandoned,
  elephpantAdopted,
  formHerd,
  HerdAlreadyFormed,
  herd,
  herdFormed,
  NoSuchElephpant,
} from '../../examples/herd.ts'
import { failureOf } from './failure-of.ts'

const given = [herdFormed('Savanna'), elephpantAdopted('Blue')]

describe('a scenario in which something was thrown, or should have been, says', () => {
  test('what was thrown instead', () => {
    const then = [elephpantAbandoned('Red')]
    const when = abandonElephpant('Red')
    expect(failureOf(() => scenario(herd, { given, when, then }))).toMatchInlineSnapshot(`
      "
      It threw

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        AbandonElephpant { data: { breed: "Red" } }

      Then expected
        ElephpantAbandoned { data: { breed: "Red" } }

      Thrown instead
        NoSuchElephpant: The herd has no Red elephpant to abandon.
      "
    `)
  })

  test('what came instead of an error', () => {
    const when = abandonElephpant('Blue')
    const thenThrows = [NoSuchElephpant, { breed: 'Blue' }] as const
    expect(failureOf(() => scenario(herd, { given, when, thenThrows }))).toMatchInlineSnapshot(`
      "
      It did not throw

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        AbandonElephpant { data: { breed: "Blue" } }

      Then expected to throw
        NoSuchElephpant { breed: "Blue" }

      Came instead
        ElephpantAbandoned { data: { breed: "Blue" } }
      "
    `)
  })

  test('which other error was thrown', () => {
    const when = formHerd('Savanna')
    expect(failureOf(() => scenario(herd, { given, when, thenThrows: NoSuchElephpant }))).toMatchInlineSnapshot(`
      "
      It threw something else

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        FormHerd { data: { name: "Savanna" } }

      Then expected to throw
        NoSuchElephpant

      Thrown instead
        HerdAlreadyFormed: This herd is formed already: adopt elephpants into it, or form another.
      "
    `)
  })

  test('which fields of the error differ', () => {
    const when = abandonElephpant('Red')
    const thenThrows = [NoSuchElephpant, { breed: 'Blue', herd: 'Savanna' }] as const
    expect(failureOf(() => scenario(herd, { given, when, thenThrows }))).toMatchInlineSnapshot(`
      "
      It threw something else

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        AbandonElephpant { data: { breed: "Red" } }

      Then expected to throw
        NoSuchElephpant { breed: "Blue", herd: "Savanna" }

      Thrown instead
        NoSuchElephpant: The herd has no Red elephpant to abandon.
        breed: "Red"
        herd: undefined
      "
    `)
  })

  test('what was thrown, when it is no error', () => {
    const textThrower: typeof herd = {
      ...herd,
      decide: () => {
        throw 'a text'
      },
    }
    const when = formHerd('Savanna')
    expect(failureOf(() => scenario(textThrower, { when, thenThrows: HerdAlreadyFormed }))).toMatchInlineSnapshot(`
      "
      It threw something else

      Given
        nothing

      When
        FormHerd { data: { name: "Savanna" } }

      Then expected to throw
        HerdAlreadyFormed

      Thrown instead
        "a text"
      "
    `)
  })

  test('which handler failed', () => {
    const broken: typeof herd = {
      ...herd,
      when: {
        ElephpantAdopted: () => {
          throw new RangeError('too many')
        },
      },
    }
    const when = adoptElephpant('Red')
    expect(failureOf(() => scenario(broken, { given, when, thenNothing: true }))).toMatchInlineSnapshot(`
      "
      It threw

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        AdoptElephpant { data: { breed: "Red" } }

      Then expected
        nothing

      Thrown instead
        ProjectionFailed: Projection "herd" failed on ElephpantAdopted at position 2 (RangeError: too many). Fix the handler, then call catchUp() again. If earlier states were wrong too, call rebuild().
      "
    `)
  })
})
