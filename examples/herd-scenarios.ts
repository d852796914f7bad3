import type { Expectation } from 'rewindable/testing'
import {
  abandonElephpant,
  adoptElephpant,
  elephpantAbandoned,
  elephpantAdopted,
  formHerd,
  HerdAlreadyFormed,
  type HerdCommand,
  type HerdEvent,
  HerdNotFormed,
  herdFormed,
  NoSuchElephpant,
} from './herd.ts'

/** A scenario that the decider and the aggregate must both pass. */
export type HerdScenario = {
  readonly name: string
  readonly given: readonly HerdEvent[]
  readonly when: readonly HerdCommand[]
  readonly expected: Expectation<HerdEvent>
}

export const herdScenarios: readonly HerdScenario[] = [
  {
    name: 'it is formed',
    given: [],
    when: [formHerd('Savanna')],
    expected: { then: [herdFormed('Savanna')] },
  },
  {
    name: 'it is not formed twice',
    given: [herdFormed('Savanna')],
    when: [formHerd('Savanna')],
    expected: { thenThrows: HerdAlreadyFormed },
  },
  {
    name: 'it adopts an elephpant',
    given: [herdFormed('Savanna')],
    when: [adoptElephpant('Blue')],
    expected: { then: [elephpantAdopted('Blue')] },
  },
  {
    name: 'it adopts nothing before it is formed',
    given: [],
    when: [adoptElephpant('Blue')],
    expected: { thenThrows: HerdNotFormed },
  },
  {
    name: 'it abandons an elephpant it has',
    given: [herdFormed('Savanna'), elephpantAdopted('Blue')],
    when: [abandonElephpant('Blue')],
    expected: { then: [elephpantAbandoned('Blue')] },
  },
  {
    name: 'it has no breed by the name of something that every object has',
    given: [herdFormed('Savanna')],
    when: [abandonElephpant('toString')],
    expected: { thenThrows: [NoSuchElephpant, { breed: 'toString' }] },
  },
  {
    name: 'it abandons no breed it does not have',
    given: [herdFormed('Savanna'), elephpantAdopted('Blue')],
    when: [abandonElephpant('Purple')],
    expected: { thenThrows: [NoSuchElephpant, { breed: 'Purple' }] },
  },
  {
    name: 'it never abandons more of a breed than it has',
    given: [herdFormed('Savanna'), elephpantAdopted('Blue'), elephpantAdopted('Purple'), elephpantAbandoned('Blue')],
    when: [abandonElephpant('Blue')],
    expected: { thenThrows: [NoSuchElephpant, { breed: 'Blue' }] },
  },
  {
    name: 'it lives through a whole day',
    given: [],
    when: [formHerd('Savanna'), adoptElephpant('Blue'), adoptElephpant('Blue'), abandonElephpant('Blue')],
    expected: {
      then: [herdFormed('Savanna'), elephpantAdopted('Blue'), elephpantAdopted('Blue'), elephpantAbandoned('Blue')],
    },
  },
]
