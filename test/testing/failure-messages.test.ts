import { defineProjection } from 'rewindable'
import { AggregateRoot, type ApplyHandlers, defineProcessManager } from 'rewindable/model'
import { recordedEvents, scenario } from 'rewindable/testing'
import { describe, expect, test } from 'vitest'
import {
  abandonElephpant,
  adoptElephpant,
  breeds,
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

  test('which parts of a projection’s state differ', () => {
    const adopted = [elephpantAdopted('Blue'), elephpantAdopted('Red'), elephpantAdopted('Red')]
    const then = { Blue: 1, Red: 1, Green: 0 }
    expect(failureOf(() => scenario(breeds, { given: adopted, then }))).toMatchInlineSnapshot(`
      "
      Another state came

      Given
        ElephpantAdopted { data: { breed: "Blue" } }
        ElephpantAdopted { data: { breed: "Red" } }
        ElephpantAdopted { data: { breed: "Red" } }

      Then (- expected, + came)
          Blue: 1
        - Red: 1
        - Green: 0
        + Red: 2
      "
    `)
  })

  test('where in a large state the difference is', () => {
    const herds = defineProjection<{ herds: Record<string, object> }, HerdEvent>({
      name: 'herds',
      initialState: () => ({ herds: {} }),
      when: {
        ElephpantAdopted: ({ herds }, { streamId, data }) => {
          herds[streamId] = { last: data.breed, story: 'It came by sea, on a ship that was made of paper.' }
        },
      },
    })
    const adopted = (id: string, position: number) => recordedEvents(id, [elephpantAdopted('Blue')], { position })
    const came = { last: 'Blue', story: 'It came by sea, on a ship that was made of paper.' }
    const then = { herds: { 'herd:1': came, 'herd:2': { ...came, last: 'Red' } } }
    expect(
      failureOf(() => scenario(herds, { given: [...adopted('herd:1', 1), ...adopted('herd:2', 2)], then })),
    ).toMatchInlineSnapshot(`
      "
      Another state came

      Given
        ElephpantAdopted { metadata: {}, id: "event-1", data: { breed: "Blue" }, streamId: "herd:1", streamVersion: 1, globalPosition: 1, recordedAt: 0 }
        ElephpantAdopted { metadata: {}, id: "event-2", data: { breed: "Blue" }, streamId: "herd:2", streamVersion: 1, globalPosition: 2, recordedAt: 0 }

      Then (- expected, + came)
          herds:
            herd:1: { last: "Blue", story: "It came by sea, on a ship that was made of paper." }
        -   herd:2: { last: "Red", story: "It came by sea, on a ship that was made of paper." }
        +   herd:2: { last: "Blue", story: "It came by sea, on a ship that was made of paper." }
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
