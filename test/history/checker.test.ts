import { describe, expect, test } from 'vitest'
import { violations } from './checker.ts'
import type { History, Operation, Sighting } from './history.ts'
import { acknowledged, follower, inOrder, log, part, refused, shownAfter, sound, tried } from './sound-history.ts'

const [a1, b1, a2, alsoA2, b3] = log as [Sighting, Sighting, Sighting, Sighting, Sighting]
const b2 = { id: 'b2.1', streamId: 'x' }
const b4 = { id: 'b4.1', streamId: 'y' }

test('a history that one log could have led to is not objected to', () => {
  expect(violations(sound)).toEqual([])
})

describe('what is found wrong with a log', () => {
  test('an acknowledged append that is lost', () => {
    expect(inLog(a1, a2, alsoA2, b3)).toContain('b1 was acknowledged, and is lost')
  })

  test('a failed append that is stored', () => {
    expect(inLog(...log, b2)).toEqual([
      'b2 failed (ConcurrencyConflict), and is stored',
      'b2 expected version 0 of x, and was stored as version 4',
    ])
  })

  test('an append of unknown outcome that is stored twice', () => {
    expect(inLog(...log, b4, b4)).toEqual(['b4 is stored more than once, at 6,7'])
  })

  test('an acknowledged append that is stored twice', () => {
    expect(inLog(...log, b1)).toEqual(['b1 is stored more than once, at 2,6'])
  })

  test('an event that nobody appended', () => {
    expect(inLog(...log, { id: 'c1.1', streamId: 'y' })).toEqual(['c1.1 is stored, and nobody appended it'])
  })

  test('a gap in the positions', () => {
    const gap = [a1, b1, a2, alsoA2, { ...b3, position: 6 }]
    expect(found({ log: gap, followers: [] })).toEqual(['b3.1 is stored at position 6, expected 5'])
  })

  test('a version out of order', () => {
    const skipped = [a1, b1, a2, alsoA2, { ...b3, version: 3 }]
    expect(found({ log: skipped })).toContain('b3.1 is stored as version 3 of y, expected 2')
  })

  test('an append that is stored by half', () => {
    expect(inLog(a1, b1, a2, b3)).toContain('a2 is not stored whole, but at 3')
  })

  test('an append with another one in its middle', () => {
    expect(inLog(a1, b1, a2, b3, alsoA2)).toContain('a2 is not stored whole, but at 3,5')
  })

  test('an event in the stream of another', () => {
    expect(inLog(a1, { id: 'b1.1', streamId: 'z' }, a2, alsoA2)).toEqual(['b1 is not stored whole, but at 2'])
  })

  test('an append that is stored elsewhere than was acknowledged', () => {
    expect(inLog(b1, a1, a2, alsoA2)).toEqual([
      'a1 was acknowledged as a1.1 (1, version 1 of x), and is stored as a1.1 (2, version 1 of x)',
      'b1 was acknowledged as b1.1 (2, version 1 of y), and is stored as b1.1 (1, version 1 of y)',
    ])
  })
})

describe('what is found wrong with an expected version', () => {
  test('that an append was stored upon another one', () => {
    const mistaken = tried('b3', 9, [part('y', 0)], { kind: 'unknown' })
    expect(having(mistaken)).toEqual(['b3 expected version 0 of y, and was stored as version 2'])
  })

  test('that two appends were acknowledged upon it', () => {
    const second = tried('b3', 9, [part('y', 0)], acknowledged(11, b3))
    expect(having(second)).toContain('b1 and b3 were both acknowledged upon version 0 of y')
  })

  test('that it was refused although it was found', () => {
    const unfounded = tried('b2', 6, [part('x', 1)], refused(7, 'x', 1))
    expect(having(unfounded)).toEqual(['b2 was refused for version 1 of x, which it expected'])
  })

  test('that it was refused upon a memory older than what was acknowledged', () => {
    const outdated = tried('b2', 9, [part('x', 2)], refused(10, 'x', 1))
    expect(having(outdated)).toEqual(['b2 was refused for version 1 of x, and began after version 3 was acknowledged'])
  })
})

test('an append that lies before one that was acknowledged before it began is found', () => {
  const late = tried('a1', 12, [part('x', 0)], acknowledged(13, a1))
  expect(having(late)).toEqual(['a1 began after position 4 was acknowledged, and is stored at 1'])
})

describe('what is found wrong with a follower', () => {
  test.each([
    ['skips an event', [a1, a2, alsoA2, b3], 'a2.1 (3, version 2 of x), where the log holds b1.1 (2, version 1 of y)'],
    ['sees one twice', [a1, a1, b1], 'a1.1 (1, version 1 of x), where the log holds b1.1 (2, version 1 of y)'],
    ['sees two in another order', [b1, a1], 'b1.1 (2, version 1 of y), where the log holds a1.1 (1, version 1 of x)'],
    ['sees what is not stored', inOrder(...log, b4), 'b4.1 (6, version 3 of y), where the log holds nothing'],
    [
      'sees another version',
      [{ ...a1, version: 2 }],
      'a1.1 (1, version 2 of x), where the log holds a1.1 (1, version 1 of x)',
    ],
  ])('that it %s', (_, seen, complaint) => {
    expect(by({ seen, isPresent: false })).toEqual([`a saw ${complaint}`])
  })

  test('that it is there at the end and did not see all, or did not show all', () => {
    expect(by({ seen: [a1, b1] })).toEqual(['a saw events up to 2 and showed position 5, of 5 in the log'])
    expect(by({ shown: [shownAfter([a1, b1])] })).toEqual([
      'a saw events up to 5 and showed position 2, of 5 in the log',
    ])
  })

  test('that it ends with another state than the others: folded an event twice', () => {
    const { trail } = shownAfter([...log, b3])
    expect(by({ shown: [{ position: 5, trail }] })).toEqual([
      'a showed a state at position 5 that the log does not lead to',
    ])
  })

  test('that it folded two events in another order', () => {
    expect(by({ shown: [shownAfter([b1, a1]), shownAfter(log)] })).toEqual([
      'a showed a state at position 2 that the log does not lead to',
    ])
  })

  test('that it showed half an append', () => {
    expect(by({ shown: [shownAfter([a1, b1, a2]), shownAfter(log)] })).toEqual([
      'a showed half an append, at position 3',
    ])
  })

  test('that it went back', () => {
    expect(by({ shown: [shownAfter(log), shownAfter([a1, b1]), shownAfter(log)] })).toEqual([
      'a showed position 2 after position 5',
    ])
  })
})

function found(change: Partial<History>): string[] {
  return violations({ ...sound, ...change })
}

/** With these events instead, and nobody who saw others. */
function inLog(...events: readonly Pick<Sighting, 'id' | 'streamId'>[]): string[] {
  return found({ log: inOrder(...events), followers: [] })
}

/** With this operation in place of the one of its id. */
function having(one: Operation): string[] {
  return found({ operations: sound.operations.map((operation) => (operation.id === one.id ? one : operation)) })
}

/** With one who follows, and whose account differs in this. */
function by(difference: Partial<ReturnType<typeof follower>>): string[] {
  return found({ followers: [{ ...follower('a', log), ...difference }] })
}
