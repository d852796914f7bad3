import { defineProjection } from 'rewindable'
import { recordedEvents, scenario } from 'rewindable/testing'
import { describe, expect, test } from 'vitest'
import { breeds, elephpantAdopted, type HerdEvent } from '../../examples/herd.ts'
import { failureOf } from './failure-of.ts'

describe('the failure message of a projection scenario', () => {
  test('the message shows the parts of the state that differ', () => {
    const adopted = [elephpantAdopted('Blue'), elephpantAdopted('Red'), elephpantAdopted('Red')]
    const then = { Blue: 1, Red: 1, Green: 0 }
    expect(failureOf(() => scenario(breeds, { given: adopted, then }))).toMatchInlineSnapshot(`
      "
      The state differs from the expected one

      Given
        ElephpantAdopted { data: { breed: "Blue" } }
        ElephpantAdopted { data: { breed: "Red" } }
        ElephpantAdopted { data: { breed: "Red" } }

      Then (- expected, + found)
          Blue: 1
        - Red: 1
        - Green: 0
        + Red: 2
      "
    `)
  })

  test('the message shows where a large state differs', () => {
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
    const expected = { last: 'Blue', story: 'It came by sea, on a ship that was made of paper.' }
    const then = { herds: { 'herd:1': expected, 'herd:2': { ...expected, last: 'Red' } } }
    expect(
      failureOf(() => scenario(herds, { given: [...adopted('herd:1', 1), ...adopted('herd:2', 2)], then })),
    ).toMatchInlineSnapshot(`
      "
      The state differs from the expected one

      Given
        ElephpantAdopted { metadata: {}, id: "event-1", data: { breed: "Blue" }, streamId: "herd:1", streamVersion: 1, globalPosition: 1, recordedAt: 0 }
        ElephpantAdopted { metadata: {}, id: "event-2", data: { breed: "Blue" }, streamId: "herd:2", streamVersion: 1, globalPosition: 2, recordedAt: 0 }

      Then (- expected, + found)
          herds:
            herd:1: { last: "Blue", story: "It came by sea, on a ship that was made of paper." }
        -   herd:2: { last: "Red", story: "It came by sea, on a ship that was made of paper." }
        +   herd:2: { last: "Blue", story: "It came by sea, on a ship that was made of paper." }
      "
    `)
  })
})
