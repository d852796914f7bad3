import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { EndableIterator } from './endable-iterator.ts'
import type { EventSequence } from './event-sequence.ts'
import type { FollowedParts } from './followed-log.ts'
import { repeatIfReplaced } from './read-batches.ts'
import { readLog } from './read-log.ts'
import { followedPartsOf } from './store-internals.ts'

/** A range of positions that a follower reads. The log is known to have the whole range. */
export type FollowedRange = {
  readonly from: number
  readonly to: number
  readonly signal?: AbortSignal | undefined
  /**
   * 0: the events may come from memory, because the range ends at a position that this store was notified of. Otherwise a result of
   * {@link momentOf}: the events come from reads of the storage that began after that moment.
   */
  readonly since: number
}

/** Returns the current moment of a store. A follower that must read the storage passes the moment at which it began. */
export function momentOf(store: object): number {
  return followedPartsOf(store)?.log.moment ?? 0
}

/**
 * Reads a range of positions for a follower, in batches. Needs no read of the end of the log. If the log is shorter than expected, the read
 * ends there.
 *
 * @throws the errors of {@link EventStore.readBatches}
 */
export function followBatches<E extends DomainEvent>(
  store: Pick<EventSequence<E>, 'readBatches'>,
  range: FollowedRange,
): AsyncIterable<readonly RecordedEvent<E>[]> {
  const { from, to, signal } = range
  const parts = followedPartsOf(store)
  // An object that wraps a store can change what it reads.
  if (!parts) return store.readBatches({ fromPosition: from, toPosition: to, ...(signal && { signal }) })
  return new EndableIterator(batchesOf<E>(parts, range), { signal, closing: parts.closing, isQuiet: false })
}

async function* batchesOf<E extends DomainEvent>(
  parts: FollowedParts,
  range: FollowedRange,
): AsyncGenerator<readonly (readonly RecordedEvent<E>[])[], void, undefined> {
  const batches = repeatIfReplaced(parts.storage, (historyId) => followed<E>(parts, range, historyId))
  for await (const events of batches) yield [events]
}

/** Reads a range of a log for a follower. */
export async function* followed<E extends DomainEvent>(
  { storage, log }: Pick<FollowedParts, 'storage' | 'log'>,
  { from, to, since }: FollowedRange,
  historyId: string,
): AsyncGenerator<readonly RecordedEvent<E>[], void, undefined> {
  const pass = log.pass(since)
  const readEnd = async (): Promise<number> => (await storage.view({ streamIds: [], commandIds: [] })).tail.position
  try {
    yield* readLog<E>(pass, { from, to, direction: 'forward' }, { readEnd, historyId })
  } finally {
    pass.end()
  }
}

/** Starts to read the first batch from a position on, while the caller waits for the end of the log. */
export function readAhead(store: object, position: number): void {
  followedPartsOf(store)?.log.readAhead(position)
}

/** Forgets the events in memory, because the log was rewound. Every follower then reads the storage. */
export function forgetMemory(store: object): void {
  followedPartsOf(store)?.log.forget()
}
