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

describe('a scenario in which something else came says', () => {
  test('which events were expected and which came', () => {
    const when = [adoptElephpant('Red'), abandonElephpant('Blue')]
    const then = [elephpantAdopted('Red'), elephpantAbandoned('Red')]
    expect(failureOf(() => scenario(herd, { given, when, then }))).toMatchInlineSnapshot(`
      "
      Something else came

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        AdoptElephpant { data: { breed: "Red" } }
        AbandonElephpant { data: { breed: "Blue" } }

      Then (- expected, + came)
          ElephpantAdopted { data: { breed: "Red" } }
        - ElephpantAbandoned { data: { breed: "Red" } }
        + ElephpantAbandoned { data: { breed: "Blue" } }
      "
    `)
  })

  test('that nothing came', () => {
    const idle = { ...herd, decide: () => {} }
    const then = [herdFormed('Savanna')]
    expect(failureOf(() => scenario(idle, { when: formHerd('Savanna'), then }))).toMatchInlineSnapshot(`
      "
      Something else came

      Given
        nothing

      When
        FormHerd { data: { name: "Savanna" } }

      Then (- expected, + came)
        - HerdFormed { data: { name: "Savanna" } }
      "
    `)
  })

  test('that something came where nothing was expected', () => {
    const when = adoptElephpant('Red')
    expect(failureOf(() => scenario(herd, { given, when, thenNothing: true }))).toMatchInlineSnapshot(`
      "
      Something else came

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        AdoptElephpant { data: { breed: "Red" } }

      Then (- expected, + came)
        + ElephpantAdopted { data: { breed: "Red" } }
      "
    `)
  })

  test('what was done to an aggregate', () => {
    const when = [(herd: Herd) => herd.adopt('Red'), (herd: Herd) => herd.abandon('Blue')]
    const then = [elephpantAdopted('Red')]
    expect(failureOf(() => scenario(() => new Herd('herd:1'), { given, when, then }))).toMatchInlineSnapshot(`
      "
      Something else came

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        (herd) => herd.adopt("Red")
        (herd) => herd.abandon("Blue")

      Then (- expected, + came)
          ElephpantAdopted { data: { breed: "Red" } }
        + ElephpantAbandoned { data: { breed: "Blue" } }
      "
    `)
  })

  test('which commands of a process manager were expected and which came', () => {
    const twins = defineProcessManager<null, HerdCommand, HerdEvent>({
      name: 'twins',
      correlate: ({ streamId }) => streamId,
      initialState: () => null,
      when: {},
      decide: { ElephpantAdopted: ({ data }) => adoptElephpant(data.breed) },
    })
    const [when] = recordedEvents('herd:1', [elephpantAdopted('Red')], { recordedAt: 1 })
    if (!when) throw new Error('No event')
    expect(failureOf(() => scenario(twins, { given, when, then: [adoptElephpant('Blue')] }))).toMatchInlineSnapshot(`
      "
      Something else came

      Given
        HerdFormed { data: { name: "Savanna" } }
        ElephpantAdopted { data: { breed: "Blue" } }

      When
        ElephpantAdopted { metadata: {}, id: "event-1", data: { breed: "Red" }, streamId: "herd:1", streamVersion: 1, globalPosition: 1, recordedAt: 1 }

      Then (- expected, + came)
        - AdoptElephpant { data: { breed: "Blue" } }
        + AdoptElephpant { data: { breed: "Red" } }
      "
    `)
  })
})

/** Remembers in its methods what it should learn from its events. */
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

describe('an aggregate that does not hold when it is rebuilt', () => {
  const create = (): ForgetfulHerd => new ForgetfulHerd('herd:1')
  const alsoRebuilt = true
  const adopt = (herd: ForgetfulHerd): void => herd.adopt('Red')

  test('decides on other events', () => {
    const then = [elephpantAdopted('Red'), elephpantAdopted('another Red'), elephpantAdopted('another Red')]
    const when = [adopt, adopt, adopt]
    expect(failureOf(() => scenario(create, { when, then, alsoRebuilt }))).toMatchInlineSnapshot(`
      "
      It decides differently when it is rebuilt from its events after step 1 of 3

      Given
        nothing

      When
        (herd) => herd.adopt("Red")
        (herd) => herd.adopt("Red")
        (herd) => herd.adopt("Red")

      Then (- unbroken, + rebuilt)
          ElephpantAdopted { data: { breed: "Red" } }
        - ElephpantAdopted { data: { breed: "another Red" } }
        + ElephpantAdopted { data: { breed: "Red" } }
          ElephpantAdopted { data: { breed: "another Red" } }

      What to look for
        something remembered in a command that no apply handler sets
      "
    `)
  })

  test('refuses what it did not refuse', () => {
    const when = [adopt, (herd: ForgetfulHerd) => herd.abandon('Red')]
    const then = [elephpantAdopted('Red'), elephpantAbandoned('Red')]
    expect(failureOf(() => scenario(create, { when, then, alsoRebuilt }))).toMatchInlineSnapshot(`
      "
      It decides differently when it is rebuilt from its events after step 1 of 2

      Given
        nothing

      When
        (herd) => herd.adopt("Red")
        (herd) => herd.abandon("Red")

      Then (- unbroken, + rebuilt)
        - ElephpantAdopted { data: { breed: "Red" } }
        - ElephpantAbandoned { data: { breed: "Red" } }
        + throws NoSuchElephpant: The herd has no Red elephpant to abandon.

      What to look for
        something remembered in a command that no apply handler sets
      "
    `)
  })
})
