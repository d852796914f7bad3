import { describe, expect, test } from 'vitest'
import { violations } from './checker.ts'
import type { History, Operation, Sighting } from './history.ts'
import { acknowledged, attempted, follower, inOrder, log, part, rejected, shownAfter, sound } from './sound-history.ts'

const [a1, b1, a2, alsoA2, b3] = log as [Sighting, Sighting, Sighting, Sighting, Sighting]
const b2 = { id: 'b2.1', streamId: 'x' }
const b4 = { id: 'b4.1', streamId: 'y' }

test('the checker accepts a history that one correct log explains', () => {
  expect(violations(sound)).toEqual([])
})

describe('violations in a log', () => {
  test('the checker reports an acknowledged append that is lost', () => {
    expect(inLog(a1, a2, alsoA2, b3)).toContain('b1 was acknowledged, but is lost')
  })

  test('the checker reports a failed append that is stored', () => {
    expect(inLog(...log, b2)).toEqual([
      'b2 failed (ConcurrencyConflict), but is stored',
      'b2 expected version 0 of x, but was stored as version 4',
    ])
  })

  test('the checker reports an append of unknown outcome that is stored twice', () => {
    expect(inLog(...log, b4, b4)).toEqual(['b4 is stored more than once, at 6,7'])
  })

  test('the checker reports an acknowledged append that is stored twice', () => {
    expect(inLog(...log, b1)).toEqual(['b1 is stored more than once, at 2,6'])
  })

  test('the checker reports an event that no writer appended', () => {
    expect(inLog(...log, { id: 'c1.1', streamId: 'y' })).toEqual(['c1.1 is stored, but no writer appended it'])
  })

  test('the checker reports a gap in the positions', () => {
    const gap = [a1, b1, a2, alsoA2, { ...b3, position: 6 }]
    expect(found({ log: gap, followers: [] })).toEqual(['b3.1 is stored at position 6, expected 5'])
  })

  test('the checker reports a version out of order', () => {
    const skipped = [a1, b1, a2, alsoA2, { ...b3, version: 3 }]
    expect(found({ log: skipped })).toContain('b3.1 is stored as version 3 of y, expected 2')
  })

  test('the checker reports an append that is stored only in part', () => {
    expect(inLog(a1, b1, a2, b3)).toContain('a2 is not stored whole, but at 3')
  })

  test('the checker reports an append that is interrupted by another append', () => {
    expect(inLog(a1, b1, a2, b3, alsoA2)).toContain('a2 is not stored whole, but at 3,5')
  })

  test('the checker reports an event in the wrong stream', () => {
    expect(inLog(a1, { id: 'b1.1', streamId: 'z' }, a2, alsoA2)).toEqual(['b1 is not stored whole, but at 2'])
  })

  test('the checker reports an append that is stored at other positions than acknowledged', () => {
    expect(inLog(b1, a1, a2, alsoA2)).toEqual([
      'a1 was acknowledged as a1.1 (1, version 1 of x), but is stored as a1.1 (2, version 1 of x)',
      'b1 was acknowledged as b1.1 (2, version 1 of y), but is stored as b1.1 (1, version 1 of y)',
    ])
  })
})

describe('violations of expected versions', () => {
  test('the checker reports an append that is stored at another version than expected', () => {
    const mistaken = attempted('b3', 9, [part('y', 0)], { kind: 'unknown' })
    expect(having(mistaken)).toEqual(['b3 expected version 0 of y, but was stored as version 2'])
  })

  test('the checker reports two acknowledged appends with the same expected version', () => {
    const second = attempted('b3', 9, [part('y', 0)], acknowledged(11, b3))
    expect(having(second)).toContain('b1 and b3 were both acknowledged at version 0 of y')
  })

  test('the checker reports a conflict although the stream had the expected version', () => {
    const unfounded = attempted('b2', 6, [part('x', 1)], rejected(7, 'x', 1))
    expect(having(unfounded)).toEqual(['b2 was rejected at version 1 of x, although it expected that version'])
  })

  test('the checker reports a conflict with a version older than the last acknowledged one', () => {
    const outdated = attempted('b2', 9, [part('x', 2)], rejected(10, 'x', 1))
    expect(having(outdated)).toEqual(['b2 was rejected at version 1 of x, but began after version 3 was acknowledged'])
  })
})

test('if append A was acknowledged before append B began, the checker reports a log with B before A', () => {
  const late = attempted('a1', 12, [part('x', 0)], acknowledged(13, a1))
  expect(having(late)).toEqual(['a1 began after position 4 was acknowledged, but is stored at 1'])
})

describe('violations by a follower', () => {
  test.each([
    ['skips an event', [a1, a2, alsoA2, b3], 'a2.1 (3, version 2 of x), but the log holds b1.1 (2, version 1 of y)'],
    ['sees an event twice', [a1, a1, b1], 'a1.1 (1, version 1 of x), but the log holds b1.1 (2, version 1 of y)'],
    [
      'sees two events in the wrong order',
      [b1, a1],
      'b1.1 (2, version 1 of y), but the log holds a1.1 (1, version 1 of x)',
    ],
    ['sees an event that is not stored', inOrder(...log, b4), 'b4.1 (6, version 3 of y), but the log holds nothing'],
    [
      'sees an event with another version',
      [{ ...a1, version: 2 }],
      'a1.1 (1, version 2 of x), but the log holds a1.1 (1, version 1 of x)',
    ],
  ])('the checker reports a follower that %s', (_, seen, complaint) => {
    expect(by({ seen, isPresent: false })).toEqual([`a saw ${complaint}`])
  })

  test('the checker reports a follower that is present at the end but did not see or show all events', () => {
    expect(by({ seen: [a1, b1] })).toEqual(['a saw events up to 2 and showed position 5, of 5 in the log'])
    expect(by({ shown: [shownAfter([a1, b1])] })).toEqual([
      'a saw events up to 5 and showed position 2, of 5 in the log',
    ])
  })

  test('the checker reports a follower that folded an event twice', () => {
    const { digest } = shownAfter([...log, b3])
    expect(by({ shown: [{ position: 5, digest }] })).toEqual([
      'a showed a state at position 5 that the log does not lead to',
    ])
  })

  test('the checker reports a follower that folded two events in the wrong order', () => {
    expect(by({ shown: [shownAfter([b1, a1]), shownAfter(log)] })).toEqual([
      'a showed a state at position 2 that the log does not lead to',
    ])
  })

  test('the checker reports a follower that showed part of an append', () => {
    expect(by({ shown: [shownAfter([a1, b1, a2]), shownAfter(log)] })).toEqual([
      'a showed part of an append, at position 3',
    ])
  })

  test('the checker reports a follower whose position decreased', () => {
    expect(by({ shown: [shownAfter(log), shownAfter([a1, b1]), shownAfter(log)] })).toEqual([
      'a showed position 2 after position 5',
    ])
  })
})

function found(change: Partial<History>): string[] {
  return violations({ ...sound, ...change })
}

/** Returns the violations of the sound history with this log and without followers. */
function inLog(...events: readonly Pick<Sighting, 'id' | 'streamId'>[]): string[] {
  return found({ log: inOrder(...events), followers: [] })
}

/** Returns the violations after the operation with this id is replaced. */
function having(one: Operation): string[] {
  return found({ operations: sound.operations.map((operation) => (operation.id === one.id ? one : operation)) })
}

/** Returns the violations with one follower that differs in these fields. */
function by(difference: Partial<ReturnType<typeof follower>>): string[] {
  return found({ followers: [{ ...follower('a', log), ...difference }] })
}
