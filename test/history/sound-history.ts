import {
  addToDigest,
  emptyDigest,
  type Follower,
  type History,
  type LogDigest,
  type Operation,
  type Outcome,
  type Part,
  type Shown,
  type Sighting,
} from './history.ts'

/** Returns the events with the versions and positions that a log gives them. */
export function inOrder(...events: readonly Pick<Sighting, 'id' | 'streamId'>[]): Sighting[] {
  const versions = new Map<string, number>()
  return events.map(({ id, streamId }, index) => {
    const version = (versions.get(streamId) ?? 0) + 1
    versions.set(streamId, version)
    return { id, streamId, version, position: index + 1 }
  })
}

export function part(streamId: string, expectedVersion: number | 'any', events = 1): Part {
  return { streamId, expectedVersion, events }
}

export function attempted(id: string, invokedAt: number, parts: readonly Part[], outcome: Outcome): Operation {
  return { id, parts, invokedAt, outcome }
}

export function acknowledged(settledAt: number, ...events: readonly Sighting[]): Outcome {
  return { kind: 'ok', events, settledAt }
}

export function rejected(settledAt: number, streamId: string, version: number): Outcome {
  return { kind: 'failed', code: 'ConcurrencyConflict', found: { streamId, version }, settledAt }
}

/** Returns a follower that was present from the beginning to the end. */
export function follower(name: string, seen: readonly Sighting[]): Follower {
  return { name, fromPosition: 1, seen, shown: [shownAfter(seen)], isPresent: true }
}

/** Returns the shown state of a follower that folded exactly these events. */
export function shownAfter(events: readonly Sighting[]): Shown {
  const digest = events.reduce<LogDigest>(addToDigest, emptyDigest)
  return { position: events.length, digest }
}

export const log = inOrder(
  { id: 'a1.1', streamId: 'x' },
  { id: 'b1.1', streamId: 'y' },
  { id: 'a2.1', streamId: 'x' },
  { id: 'a2.2', streamId: 'x' },
  { id: 'b3.1', streamId: 'y' },
)
const [a1, b1, a2, alsoA2] = log as [Sighting, Sighting, Sighting, Sighting]

/** Two tabs, two streams. a2 has two events, b2 got a conflict, b3 and b4 were in flight when tab b died. */
export const sound: History = {
  operations: [
    attempted('a1', 1, [part('x', 0)], acknowledged(3, a1)),
    attempted('b1', 2, [part('y', 0)], acknowledged(4, b1)),
    attempted('a2', 5, [part('x', 1, 2)], acknowledged(8, a2, alsoA2)),
    attempted('b2', 6, [part('x', 0)], rejected(7, 'x', 1)),
    attempted('b3', 9, [part('y', 1)], { kind: 'unknown' }),
    attempted('b4', 10, [part('y', 'any')], { kind: 'unknown' }),
  ],
  log,
  followers: [follower('a', log), { name: 'b', fromPosition: 3, seen: [a2, alsoA2], shown: [], isPresent: false }],
}
