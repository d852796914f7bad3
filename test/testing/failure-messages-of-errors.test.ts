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

describe('the failure message of a scenario that threw, or did not throw as expected', () => {
  test('the message shows the error that was thrown instead of events', () => {
    const then = [elephpantAbandoned('Red')]
    const when = abandonElephpant('Red')
    expect(failureOf(() => scenario(herd, { given, when, then }))).toMatchInlineSnapshot(`
      "
      Expected no error, but one was thrown

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        AbandonElephpant { data: { breed: "Red" } }

      Then expected
        ElephpantAbandoned { data: { breed: "Red" } }

      Thrown
        NoSuchElephpant: The herd has no Red elephpant to abandon.
      "
    `)
  })

  test('the message shows the events that were found instead of an error', () => {
    const when = abandonElephpant('Blue')
    const thenThrows = [NoSuchElephpant, { breed: 'Blue' }] as const
    expect(failureOf(() => scenario(herd, { given, when, thenThrows }))).toMatchInlineSnapshot(`
      "
      Expected an error, but none was thrown

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        AbandonElephpant { data: { breed: "Blue" } }

      Then expected to throw
        NoSuchElephpant { breed: "Blue" }

      Found
        ElephpantAbandoned { data: { breed: "Blue" } }
      "
    `)
  })

  test('the message shows the other error that was thrown', () => {
    const when = formHerd('Savanna')
    expect(failureOf(() => scenario(herd, { given, when, thenThrows: NoSuchElephpant }))).toMatchInlineSnapshot(`
      "
      The error differs from the expected one

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        FormHerd { data: { name: "Savanna" } }

      Then expected to throw
        NoSuchElephpant

      Thrown
        HerdAlreadyFormed: This herd is formed already: adopt elephpants into it, or form another.
      "
    `)
  })

  test('the message shows the fields of the error that differ', () => {
    const when = abandonElephpant('Red')
    const thenThrows = [NoSuchElephpant, { breed: 'Blue', herd: 'Savanna' }] as const
    expect(failureOf(() => scenario(herd, { given, when, thenThrows }))).toMatchInlineSnapshot(`
      "
      The error differs from the expected one

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        AbandonElephpant { data: { breed: "Red" } }

      Then expected to throw
        NoSuchElephpant { breed: "Blue", herd: "Savanna" }

      Thrown
        NoSuchElephpant: The herd has no Red elephpant to abandon.
        breed: "Red"
        herd: undefined
      "
    `)
  })

  test('the message shows a thrown value that is not an Error', () => {
    const textThrower: typeof herd = {
      ...herd,
      decide: () => {
        throw 'a text'
      },
    }
    const when = formHerd('Savanna')
    expect(failureOf(() => scenario(textThrower, { when, thenThrows: HerdAlreadyFormed }))).toMatchInlineSnapshot(`
      "
      The error differs from the expected one

      Given
        nothing

      When
        FormHerd { data: { name: "Savanna" } }

      Then expected to throw
        HerdAlreadyFormed

      Thrown
        "a text"
      "
    `)
  })

  test('the message names the handler that threw', () => {
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
      Expected no error, but one was thrown

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        AdoptElephpant { data: { breed: "Red" } }

      Then expected
        nothing

      Thrown
        ProjectionFailed: Projection "herd" failed on ElephpantAdopted at position 2 (RangeError: too many). Fix the handler, then call catchUp() again. If earlier states were wrong too, call rebuild().
      "
    `)
  })
})
