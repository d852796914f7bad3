import { AggregateRoot, type ApplyHandlers, defineProcessManager } from 'rewindable/model'
import { recordedEvents, scenario } from 'rewindable/testing'
import { describe, expect, test } from 'vitest'
import {
  abandonElephpant,
  adoptElephpant,
  elephpantAbandoned,
  elephpantAdopted,
  formHerd,
  type HerdCommand,
  type HerdEvent,
  herd,
  herdFormed,
  NoSuchElephpant,
} from '../../examples/herd.ts'
import { Herd } from '../../examples/herd-aggregate.ts'
import { failureOf } from './failure-of.ts'

const given = [herdFormed('Savanna'), elephpantAdopted('Blue')]

describe('the failure message of a scenario with other events', () => {
  test('the message shows a diff of expected and found events', () => {
    const when = [adoptElephpant('Red'), abandonElephpant('Blue')]
    const then = [elephpantAdopted('Red'), elephpantAbandoned('Red')]
    expect(failureOf(() => scenario(herd, { given, when, then }))).toMatchInlineSnapshot(`
      "
      The events or commands differ from the expected ones

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        AdoptElephpant { data: { breed: "Red" } }
        AbandonElephpant { data: { breed: "Blue" } }

      Then (- expected, + found)
          ElephpantAdopted { data: { breed: "Red" } }
        - ElephpantAbandoned { data: { breed: "Red" } }
        + ElephpantAbandoned { data: { breed: "Blue" } }
      "
    `)
  })

  test('the message shows that no events were found', () => {
    const idle = { ...herd, decide: () => {} }
    const then = [herdFormed('Savanna')]
    expect(failureOf(() => scenario(idle, { when: formHerd('Savanna'), then }))).toMatchInlineSnapshot(`
      "
      The events or commands differ from the expected ones

      Given
        nothing

      When
        FormHerd { data: { name: "Savanna" } }

      Then (- expected, + found)
        - HerdFormed { data: { name: "Savanna" } }
      "
    `)
  })

  test('the message shows events that were found although none were expected', () => {
    const when = adoptElephpant('Red')
    expect(failureOf(() => scenario(herd, { given, when, thenNothing: true }))).toMatchInlineSnapshot(`
      "
      The events or commands differ from the expected ones

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        AdoptElephpant { data: { breed: "Red" } }

      Then (- expected, + found)
        + ElephpantAdopted { data: { breed: "Red" } }
      "
    `)
  })

  test('the message shows the actions on an aggregate', () => {
    const when = [(herd: Herd) => herd.adopt('Red'), (herd: Herd) => herd.abandon('Blue')]
    const then = [elephpantAdopted('Red')]
    expect(failureOf(() => scenario(() => new Herd('herd:1'), { given, when, then }))).toMatchInlineSnapshot(`
      "
      The events or commands differ from the expected ones

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        (herd) => herd.adopt("Red")
        (herd) => herd.abandon("Blue")

      Then (- expected, + found)
          ElephpantAdopted { data: { breed: "Red" } }
        + ElephpantAbandoned { data: { breed: "Blue" } }
      "
    `)
  })

  test('the message shows a diff of expected and found commands of a process manager', () => {
    const twins = defineProcessManager<null, HerdCommand, HerdEvent>({
      name: 'twins',
      correlate: ({ streamId }) => streamId,
      initialState: () => null,
      when: {},
      decide: { ElephpantAdopted: ({ data }) => adoptElephpant(data.breed) },
    })
    const [when] = recordedEvents('herd:1', [elephpantAdopted('Red')], { recordedAt: 1 })
    if (!when) throw new Error('Expected an event, found none')
    expect(failureOf(() => scenario(twins, { given, when, then: [adoptElephpant('Blue')] }))).toMatchInlineSnapshot(`
      "
      The events or commands differ from the expected ones

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        ElephpantAdopted { metadata: {}, id: "event-1", data: { breed: "Red" }, streamId: "herd:1", streamVersion: 1, globalPosition: 1, recordedAt: 1 }

      Then (- expected, + found)
        - AdoptElephpant { data: { breed: "Blue" } }
        + AdoptElephpant { data: { breed: "Red" } }
      "
    `)
  })
})

/** Has a bug: its methods change fields that its event handlers should change. */
class ForgetfulHerd extends AggregateRoot<HerdEvent> {
  #count = 0
  protected override readonly when: ApplyHandlers<HerdEvent> = {}

  adopt(breed: string): void {
    this.#count += 1
    this.recordThat(elephpantAdopted(this.#count > 1 ? `another ${breed}` : breed))
  }

  abandon(breed: string): void {
    if (this.#count === 0) throw new NoSuchElephpant(breed)
    this.recordThat(elephpantAbandoned(breed))
  }
}

describe('the failure message of an aggregate that differs when it is rebuilt', () => {
  const create = (): ForgetfulHerd => new ForgetfulHerd('herd:1')
  const alsoRebuilt = true
  const adopt = (herd: ForgetfulHerd): void => herd.adopt('Red')

  test('the message shows the events that differ when the aggregate is rebuilt', () => {
    const then = [elephpantAdopted('Red'), elephpantAdopted('another Red'), elephpantAdopted('another Red')]
    const when = [adopt, adopt, adopt]
    expect(failureOf(() => scenario(create, { when, then, alsoRebuilt }))).toMatchInlineSnapshot(`
      "
      The outcome differs when the subject is rebuilt from its events after step 1 of 3

      Given
        nothing

      When
        (herd) => herd.adopt("Red")
        (herd) => herd.adopt("Red")
        (herd) => herd.adopt("Red")

      Then (- first run, + rebuilt)
          ElephpantAdopted { data: { breed: "Red" } }
        - ElephpantAdopted { data: { breed: "another Red" } }
        + ElephpantAdopted { data: { breed: "Red" } }
          ElephpantAdopted { data: { breed: "another Red" } }

      Likely cause
        a command sets a field that no event handler sets
      "
    `)
  })

  test('the message shows an error that only the rebuilt aggregate throws', () => {
    const when = [adopt, (herd: ForgetfulHerd) => herd.abandon('Red')]
    const then = [elephpantAdopted('Red'), elephpantAbandoned('Red')]
    expect(failureOf(() => scenario(create, { when, then, alsoRebuilt }))).toMatchInlineSnapshot(`
      "
      The outcome differs when the subject is rebuilt from its events after step 1 of 2

      Given
        nothing

      When
        (herd) => herd.adopt("Red")
        (herd) => herd.abandon("Red")

      Then (- first run, + rebuilt)
        - ElephpantAdopted { data: { breed: "Red" } }
        - ElephpantAbandoned { data: { breed: "Red" } }
        + throws NoSuchElephpant: The herd has no Red elephpant to abandon.

      Likely cause
        a command sets a field that no event handler sets
      "
    `)
  })
})
