import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { InvalidArgument } from '../events/errors.ts'
import { TimeSlice } from '../platform/yield-to-main-thread.ts'
import { ownState } from '../projection/copy-state.ts'
import type { Handlers, ProjectionDefinition } from '../projection/define-projection.ts'
import { Fold } from '../projection/fold.ts'
import { isKeyedRows } from '../values/keyed-rows.ts'
import { blockSize, type Keyframe } from './keyframes.ts'
import type { PastStates } from './past-states.ts'
import { type Path, stateChanges, valueAt } from './state-changes.ts'

/** A path in the state of a projection. */
export type Watched<E extends DomainEvent> = {
  readonly definition: ProjectionDefinition<unknown, E>
  /** Index of the projection's state in a keyframe. */
  readonly index: number
  readonly path: Path
}

/**
 * Splits a path into a projection and the path in its state.
 *
 * @param path a path that begins with the index of a projection
 * @throws {@link InvalidArgument} the path does not begin with such an index
 */
export function watchedAt<E extends DomainEvent>(
  definitions: readonly ProjectionDefinition<unknown, E>[],
  [first, ...path]: Path,
): Watched<E> {
  const index = Number(first)
  const definition = definitions[index]
  if (!definition)
    throw new InvalidArgument({ argument: 'path[0]', expected: 'the index of a projection', actual: first })
  return { definition, index, path }
}

const longestStretch = 64 * blockSize

/**
 * Returns the last event up to a position that changed the value at a path of a state.
 *
 * It searches backward in ranges that double in length. Each range is folded from a keyframe, so the time grows with the distance of
 * the change. A comparison of keyframes would be faster but wrong: between two keyframes, a value can change and change back.
 */
export async function lastChange<E extends DomainEvent>(
  past: PastStates<E>,
  watched: Watched<E>,
  position: number,
): Promise<RecordedEvent<E> | undefined> {
  let length = past.keyframes.step
  for (let end = position; end > 0; ) {
    const start = Math.max(0, end - length)
    const keyframe = await past.at(start - (start % past.keyframes.step))
    if (!keyframe) return undefined
    const change = await lastChangeIn(past, watched, keyframe, end)
    if (change) return change
    end = keyframe.position
    length = Math.min(2 * length, longestStretch)
  }
  return undefined
}

async function lastChangeIn<E extends DomainEvent>(
  past: PastStates<E>,
  { definition, index, path }: Watched<E>,
  keyframe: Keyframe,
  end: number,
): Promise<RecordedEvent<E> | undefined> {
  const state = keyframe.states[index]
  let value = ownState(valueAt(state, path))
  let change = 0
  const onState = (state: unknown, event: RecordedEvent<E>): void => {
    const next = valueAt(state, path)
    if (stateChanges(value, next).length === 0) return
    // Stores a copy, because handlers may change the value later.
    value = ownState(next)
    change = past.positionOf(event)
  }
  // Versions of rows share structure, so a read after each event is cheap.
  const isRows = isKeyedRows(state)
  const fold = new Fold(isRows ? definition : observed(definition, onState), { ...keyframe, state })
  // The keyframe has the state too. After a read of the state, the fold does not change it.
  void fold.state
  fold.nextRead = end
  const slice = new TimeSlice()
  for await (const page of past.events.pages(keyframe.position + 1, end)) {
    for (const event of page) {
      fold.apply(event, past.positionOf(event))
      if (isRows) onState(fold.state, event)
      if (slice.isOver) await slice.renew()
    }
  }
  // Read the event again, because handlers may have changed the one that they received.
  const found = change > 0 ? await past.events.at(change) : undefined
  return found && copyOfEvent(found)
}

/** Returns the projection with a call of `onState` after each handler. A read of the fold's state would copy the state for each event. */
function observed<E extends DomainEvent>(
  definition: ProjectionDefinition<unknown, E>,
  onState: (state: unknown, event: RecordedEvent<E>) => void,
): ProjectionDefinition<unknown, E> {
  const when = mapped(definition.when, (handler) => (state, event) => {
    const next = handler(state, event)
    onState(next === undefined ? state : next, event)
    return next
  })
  return { ...definition, when }
}

type Handler<E extends DomainEvent> = (state: unknown, event: RecordedEvent<E>) => unknown

// Unchecked: the result has the same keys as the input, and handlers of the same type.
function mapped<E extends DomainEvent>(
  handlers: Handlers<unknown, E>,
  change: (handler: Handler<E>) => Handler<E>,
): Handlers<unknown, E> {
  const given = Object.entries<unknown>(handlers).filter(([, handler]) => handler !== undefined)
  const entries = given.map(([type, handler]) => [type, change(handler as Handler<E>)])
  return Object.fromEntries(entries)
}
