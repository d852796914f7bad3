import { time as aTime, check, checkOptions, count, text } from '../events/argument-checks.ts'
import type { DomainEvent, OfStore } from '../events/domain-event.ts'
import { eventAt } from '../log/event-at.ts'
import type { EventStore } from '../log/event-store.ts'
import { withinOneHistory } from '../log/within-one-history.ts'
import { TimeSlice } from '../platform/yield-to-main-thread.ts'
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
  return withinOneHistory(store, async () => {
    const position = await positionOf(store, given)
    if (streamId !== undefined) return ofStream(store, definition, streamId, position, atVersion)

    const fold = new Fold(definition, await findSnapshot<State, E>(store, definition, position))
    return (await foldLog(store, fold, { to: position })).state
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
  return withinOneHistory(store, () => bisect(store, Number(time)))
}

async function bisect<E extends DomainEvent>(store: EventStore<E>, time: number): Promise<number> {
  let low = 0
  let high = await store.lastPosition()
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const event = await eventAt(store, middle)
    if (event && event.recordedAt <= time) low = middle
    else high = middle - 1
  }
  return low
}

async function positionOf<E extends DomainEvent>(
  store: EventStore<E>,
  { atPosition, atTime }: Moment,
): Promise<number> {
  const byCount = Math.min(atPosition ?? Infinity, await store.lastPosition())
  return atTime === undefined ? byCount : Math.min(byCount, await positionAtTime(store, atTime))
}

async function ofStream<State, E extends DomainEvent>(
  store: EventStore<E>,
  definition: ProjectionDefinition<State, E>,
  streamId: string,
  position: number,
  atVersion: number | undefined,
): Promise<State> {
  const fold = new Fold(definition)
  const { events } = await store.readStream(streamId, atVersion === undefined ? {} : { toVersion: atVersion })
  const slice = new TimeSlice()
  for (const event of events) {
    if (event.globalPosition <= position) fold.apply(event)
    if (slice.isOver) await slice.renew()
  }
  return fold.state
}
