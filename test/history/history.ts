/** The reports of a group of writers and followers about one log, and the log itself. */
export type History = {
  readonly operations: readonly Operation[]
  /** All stored events, in key order. */
  readonly log: readonly Sighting[]
  readonly followers: readonly Follower[]
}

/** An attempted append to one or more streams. */
export type Operation = {
  /** Unique in the history. */
  readonly id: string
  readonly parts: readonly Part[]
  /** The step at which the append began. One recorder counts the steps of the whole history. */
  readonly invokedAt: number
  readonly outcome: Outcome
}

export type Part = {
  readonly streamId: string
  readonly expectedVersion: number | 'any'
  readonly events: number
}

export type Outcome =
  /** The events and positions that the append returned. */
  | { readonly kind: 'ok'; readonly events: readonly Sighting[]; readonly settledAt: number }
  | { readonly kind: 'failed'; readonly code: string; readonly found?: Found; readonly settledAt: number }
  /** The writer died before the result, or got AppendOutcomeUnknown. */
  | { readonly kind: 'unknown' }

/** The actual version of a stream in a ConcurrencyConflict. */
export type Found = { readonly streamId: string; readonly version: number }

/** An event with its version and position, as a reader saw it. */
export type Sighting = {
  readonly id: string
  readonly streamId: string
  readonly version: number
  readonly position: number
}

/** A follower that read events individually from a position, and showed a fold of the whole log. */
export type Follower = {
  readonly name: string
  readonly fromPosition: number
  readonly seen: readonly Sighting[]
  readonly shown: readonly Shown[]
  /** Whether the follower existed at the end and had time to see the whole log. */
  readonly isPresent: boolean
}

/** A shown state and its position. */
export type Shown = { readonly position: number; readonly digest: LogDigest }

/** A state that depends on every event and its position. Different events or a different order give a different state. */
export type LogDigest = { readonly events: number; readonly hash: number; readonly versions: Record<string, number> }

export const emptyDigest: LogDigest = { events: 0, hash: 0, versions: {} }

export function addToDigest(
  { events, hash, versions }: LogDigest,
  { id, streamId, version, position }: Sighting,
): LogDigest {
  let next = hash
  for (const letter of `${id} ${streamId} ${version} ${position};`) {
    next = Math.imul(next ^ letter.charCodeAt(0), 16_777_619) >>> 0
  }
  return { events: events + 1, hash: next, versions: { ...versions, [streamId]: version } }
}

/** Returns the ids and streams of an operation's events, in order. */
export function eventsOf({ id, parts }: Pick<Operation, 'id' | 'parts'>): Pick<Sighting, 'id' | 'streamId'>[] {
  return parts
    .flatMap(({ streamId, events }) => Array.from({ length: events }, () => streamId))
    .map((streamId, index) => ({ id: `${id}.${index + 1}`, streamId }))
}
