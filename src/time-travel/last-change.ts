import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { InvalidArgument } from '../events/errors.ts'
import { TimeSlice } from '../platform/yield-to-main-thread.ts'
import { ownState } from '../projection/copy-state.ts'
import type { Handlers, ProjectionDefinition } from '../projection/define-projection.ts'
import { Fold } from '../projection/fold.ts'
import { blockSize, type Keyframe } from './keyframes.ts'
import type { PastStates } from './past-states.ts'
import { type Path, stateChanges, valueAt } from './state-changes.ts'

/** What of which projection is looked at. */
export type Watched<E extends DomainEvent> = {
  readonly definition: ProjectionDefinition<unknown, E>
  /** Which of a keyframe's states is its. */
  readonly index: number
  readonly path: Path
}

/**
 * @param path beginning with the index of a projection
 * @throws {@link InvalidArgument} it does not
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
 * The last event up to a position that changed what a state has at a path.
 *
 * Looks back from the position, stretch by stretch, each as long as all before it together and folded from a keyframe: the
 * costs grow with how long ago the change was. Comparing keyframes would be quicker and wrong, because between two of them a
 * value may have changed and changed back.
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
  const state = ownState(keyframe.states[index])
  let value = ownState(valueAt(state, path))
  let change = 0
  const look = (state: unknown, event: RecordedEvent<E>): void => {
    const next = valueAt(state, path)
    if (stateChanges(value, next).length === 0) return
    // The handlers may go on changing it.
    value = ownState(next)
    change = event.globalPosition
  }
  const fold = new Fold(lookedAt(definition, look), { ...keyframe, state })
  const slice = new TimeSlice()
  for await (const page of past.events.pages(keyframe.position + 1, end)) {
    for (const event of page) {
      fold.apply(event)
      if (slice.isOver) await slice.renew()
    }
  }
  // Read again: the handlers may have changed the one that they received.
  const found = change > 0 ? await past.events.at(change) : undefined
  return found && copyOfEvent(found)
}

/** The same projection, whose states are looked at without being handed out: that would copy each of them. */
function lookedAt<E extends DomainEvent>(
  definition: ProjectionDefinition<unknown, E>,
  look: (state: unknown, event: RecordedEvent<E>) => void,
): ProjectionDefinition<unknown, E> {
  const when = mapped(definition.when, (handler) => (state, event) => {
    const next = handler(state, event)
    look(next === undefined ? state : next, event)
    return next
  })
  return { ...definition, when }
}

type Handler<E extends DomainEvent> = (state: unknown, event: RecordedEvent<E>) => unknown

// The same keys with handlers of the same kind make the same table.
function mapped<E extends DomainEvent>(
  handlers: Handlers<unknown, E>,
  change: (handler: Handler<E>) => Handler<E>,
): Handlers<unknown, E> {
  const given = Object.entries<unknown>(handlers).filter(([, handler]) => handler !== undefined)
  const entries = given.map(([type, handler]) => [type, change(handler as Handler<E>)])
  return Object.fromEntries(entries)
}
