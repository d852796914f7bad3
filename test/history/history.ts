/** What a group of writers and followers of one log tell of it, each from where it stood. */
export type History = {
  readonly operations: readonly Operation[]
  /** All that is stored, in order of the keys it is stored under. */
  readonly log: readonly Sighting[]
  readonly followers: readonly Follower[]
}

/** An append that was tried, to one stream or to several at once. */
export type Operation = {
  /** The only one of its name in the history. */
  readonly id: string
  readonly parts: readonly Part[]
  /** Noted before the append began. All steps of a history are counted together, by one who notes them. */
  readonly invokedAt: number
  readonly outcome: Outcome
}

export type Part = {
  readonly streamId: string
  readonly expectedVersion: number | 'any'
  readonly events: number
}

export type Outcome =
  /** Its events and their places, as they were acknowledged. */
  | { readonly kind: 'ok'; readonly events: readonly Sighting[]; readonly settledAt: number }
  | { readonly kind: 'failed'; readonly code: string; readonly found?: Found; readonly settledAt: number }
  /** Its writer died first, or was told that nobody knows. */
  | { readonly kind: 'unknown' }

/** The version of a stream that an append was refused for. */
export type Found = { readonly streamId: string; readonly version: number }

/** An event and its place, as somebody saw it. */
export type Sighting = {
  readonly id: string
  readonly streamId: string
  readonly version: number
  readonly position: number
}

/** One who followed the log from a position on, event by event, and showed a fold of all of it. */
export type Follower = {
  readonly name: string
  readonly fromPosition: number
  readonly seen: readonly Sighting[]
  readonly shown: readonly Shown[]
  /** Still there at the end, with time enough to see all of the log. */
  readonly isPresent: boolean
}

/** A state that was shown, and the position it was said to stand for. */
export type Shown = { readonly position: number; readonly trail: Trail }

/** A state in which every event and its place leave a trace: other events, or another order, lead to another one. */
export type Trail = { readonly events: number; readonly digest: number; readonly versions: Record<string, number> }

export const untrodden: Trail = { events: 0, digest: 0, versions: {} }

export function follow({ events, digest, versions }: Trail, { id, streamId, version, position }: Sighting): Trail {
  let next = digest
  for (const letter of `${id} ${streamId} ${version} ${position};`) {
    next = Math.imul(next ^ letter.charCodeAt(0), 16_777_619) >>> 0
  }
  return { events: events + 1, digest: next, versions: { ...versions, [streamId]: version } }
}

/** The ids that an operation gives to its events, with their streams, in their order. */
export function eventsOf({ id, parts }: Pick<Operation, 'id' | 'parts'>): Pick<Sighting, 'id' | 'streamId'>[] {
  return parts
    .flatMap(({ streamId, events }) => Array.from({ length: events }, () => streamId))
    .map((streamId, index) => ({ id: `${id}.${index + 1}`, streamId }))
}
