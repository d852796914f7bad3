import { frozenEvent } from '../log/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import { LogCorrupted } from '../log/errors.ts'
import { eventAt } from '../log/event-at.ts'
import type { EventStore } from '../log/event-store.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { Fold } from '../projection/fold.ts'
import { foldLog } from '../projection/fold-log.ts'
import { ProjectionFailed } from '../projection/projection-failed.ts'
import type { Keyframe } from './keyframes.ts'
import type { PastStates, Way } from './past-states.ts'

/** What to read the past from. */
export type Past<E extends DomainEvent> = {
  readonly store: EventStore<E>
  readonly definitions: readonly ProjectionDefinition<unknown, E>[]
  readonly states: PastStates<E>
}

/**
 * The states as of a position, also just before damage: there, blocks of events cannot be read as a whole.
 *
 * @returns undefined: it was no longer wanted
 * @throws as {@link PastStates.at}
 */
export async function statesAt<E extends DomainEvent>(past: Past<E>, position: number): Promise<Keyframe>
export async function statesAt<E extends DomainEvent>(
  past: Past<E>,
  position: number,
  way: Way,
): Promise<Keyframe | undefined>
export async function statesAt<E extends DomainEvent>(
  { store, definitions, states }: Past<E>,
  position: number,
  way: Way = {},
): Promise<Keyframe | undefined> {
  try {
    return await states.at(position, way)
  } catch (error) {
    if (!(error instanceof LogCorrupted) || error.position <= position) throw error
    const keyframe = states.keyframes.before(position)
    const folding = definitions.map((definition, index) => {
      const fold = new Fold(definition, { ...keyframe, state: keyframe.states[index], historyId: states.historyId })
      // The keyframe keeps it too, and a fold copies what it has handed out before it folds on.
      void fold.state
      return foldLog(store, fold, { to: position })
    })
    const folds = await Promise.all(folding)
    return { position, eventId: folds[0]?.eventId ?? '', states: folds.map(({ state }) => state) }
  }
}

/** The event at a position that is in the log, also just before damage. */
export async function eventNear<E extends DomainEvent>(
  { store, states }: Past<E>,
  position: number,
): Promise<RecordedEvent<E> | undefined> {
  try {
    return await states.events.at(position)
  } catch (error) {
    if (!(error instanceof LogCorrupted) || error.position <= position) throw error
    const event = await eventAt(store, position)
    return event && frozenEvent(event)
  }
}

/**
 * The newest states before the event that a fold failed on. Of several projections, all are as of the position before the first
 * event that any of them failed on: a timeline shows one moment.
 *
 * @returns undefined: the error tells of no event, or the states cannot be read
 */
export async function lastGood<E extends DomainEvent>(past: Past<E>, error: unknown): Promise<Keyframe | undefined> {
  for (let failure = error; failure instanceof ProjectionFailed || failure instanceof LogCorrupted; ) {
    const position: number = failure.position - 1
    try {
      return await statesAt(past, position)
    } catch (another) {
      // Earlier events may fail as well when a projection began with a snapshot.
      const isEarlier =
        (another instanceof ProjectionFailed || another instanceof LogCorrupted) && another.position <= position
      failure = isEarlier ? another : undefined
    }
  }
  return undefined
}
