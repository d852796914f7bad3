import { time as aTime, check, checkOptions, count, text } from '../events/argument-checks.ts'
import type { DomainEvent, OfStore, RecordedEvent } from '../events/domain-event.ts'
import { eventAt } from '../log/event-at.ts'
import { type EventSequence, streamOf } from '../log/event-sequence.ts'
import type { EventStore } from '../log/event-store.ts'
import { sequenceOf } from '../log/one-stream.ts'
import { withinOneHistory } from '../log/within-one-history.ts'
import type { ProjectionDefinition } from './define-projection.ts'
import { Fold } from './fold.ts'
import { foldLog } from './fold-log.ts'
import { findSnapshot } from './snapshots.ts'

/** The moment to reconstruct. Without fields: now. If several fields are given, the earliest moment counts. */
export type Moment = {
  /** The position of the last event to fold, from 0. */
  readonly atPosition?: number
  /** Fold the events recorded at or before this time: a `Date`, or milliseconds since the Unix epoch. */
  readonly atTime?: number | Date
  /** Fold only the events of this stream. */
  readonly streamId?: string
  /** The version of the last event to fold, from 0. Requires `streamId`. */
  readonly atVersion?: number
}

/**
 * Returns the state of a projection at a moment in the past. It writes nothing and does not change live projections.
 *
 * @throws {@link InvalidArgument} a field of the moment is invalid
 * @throws {@link ProjectionFailed} a handler threw
 * @throws {@link LogCorrupted}, {@link StoreClosed}, {@link LogLost} the log cannot be read
 * @example
 * ```ts
 * const yesterday = await reconstructState(store, balances, { atTime: Date.now() - 86_400_000 })
 * const atVersion3 = await reconstructState(store, balance, { streamId: 'account:1', atVersion: 3 })
 * ```
 */
export async function reconstructState<State, E extends DomainEvent>(
  store: EventStore<E>,
  definition: ProjectionDefinition<State, OfStore<E>>,
  moment: Moment = {},
): Promise<State> {
  const given = checkOptions(moment, { atPosition: count, atTime: aTime, streamId: text, atVersion: count })
  const { streamId, atVersion } = given
  if (atVersion !== undefined) check('streamId', streamId, text)
  const sequence = sequenceOf(store, streamId)
  return withinOneHistory(store, async () => {
    const to = await lastBy(sequence, given)
    const fold = new Fold(definition, await findSnapshot<State, E>(sequence, definition, to))
    return (await foldLog(sequence, fold, { to })).state
  })
}

/**
 * Returns the position of the last event recorded at or before a time; 0: there is none. It uses bisection: recorded times never
 * decrease along the log.
 *
 * @param time a `Date`, or milliseconds since the Unix epoch
 * @example
 * ```ts
 * const position = await positionAtTime(store, new Date('2026-03-05T14:03:00'))
 * ```
 */
export async function positionAtTime<E extends DomainEvent>(
  store: EventStore<E>,
  time: number | Date,
): Promise<number> {
  check('time', time, aTime)
  return positionAtTimeIn(store, time)
}

/** Returns the position of the last event of a sequence that was recorded at or before a time; 0: there is none. */
export function positionAtTimeIn<E extends DomainEvent>(
  sequence: EventSequence<E>,
  time: number | Date,
): Promise<number> {
  return withinOneHistory(sequence, () => bisect(sequence, ({ recordedAt }) => recordedAt <= Number(time)))
}

/** Returns the position of the last event that fulfils a condition. Such events come before all others. */
async function bisect<E extends DomainEvent>(
  sequence: EventSequence<E>,
  isWithin: (event: RecordedEvent<E>) => boolean,
): Promise<number> {
  let low = 0
  let high = await sequence.lastPosition()
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const event = await eventAt(sequence, middle)
    if (event && isWithin(event)) low = middle
    else high = middle - 1
  }
  return low
}

/** Returns the position of the last event to fold. */
async function lastBy<E extends DomainEvent>(
  sequence: EventSequence<E>,
  { atPosition = Infinity, atTime, atVersion = Infinity }: Moment,
): Promise<number> {
  const isStream = streamOf(sequence) !== undefined
  if (isStream && atPosition === Infinity && atTime === undefined) return atVersion
  const byTime = atTime === undefined ? Infinity : await positionAtTimeIn(sequence, atTime)
  if (!isStream) return Math.min(atPosition, byTime, await sequence.lastPosition())
  const byPosition = await bisect(sequence, ({ globalPosition }) => globalPosition <= atPosition)
  return Math.min(byPosition, byTime, atVersion)
}
