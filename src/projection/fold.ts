import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { InvalidArgument } from '../events/errors.ts'
import { immediate } from '../events/handler-table.ts'
import { ownState, smallCopyOf } from './copy-state.ts'
import { checkDefinition, type ProjectionDefinition } from './define-projection.ts'
import { type DraftOfState, draftOfState, isDraftable } from './draft-of-state.ts'
import { ProjectionFailed } from './projection-failed.ts'

// A draft costs about half a microsecond for each event. A copy costs less if some events follow and the state is small.
const worthACopy = 16
const partsPerEvent = 4

/**
 * A state and the position of the last event folded into it.
 *
 * Handlers may change the state that they receive. As long as no other code has the state, they change it in place. After a read of the
 * state, they receive drafts until the next read, so a returned state never changes. The next state shares the parts that did not
 * change. A frozen state, as Immer returns it, counts as immutable, and handlers receive the state itself. A caller must not change a state
 * that it read.
 */
export class Fold<State, E extends DomainEvent> {
  readonly definition: ProjectionDefinition<State, E>
  /** The value that the next handler receives: the state, a draft of it, or the value that the last handler returned for a draft. */
  #state: State
  /** The open draft of the state. `undefined`: handlers change the state in place. */
  #draft: DraftOfState<State> | undefined
  #position: number
  #eventId: string
  #isHandedOut = false
  /** A number of parts that the state exceeds, or 0. */
  #tooFew = 0
  /** The history that was folded: {@link EventStore.historyId}. `undefined`: not known yet. */
  historyId: string | undefined
  /** The position at which the state will probably be read next. Many events to there are faster without drafts. Default: unknown. */
  nextRead = 0

  /** @throws {@link InvalidArgument} the definition is invalid, or its initial state cannot be copied */
  constructor(
    definition: ProjectionDefinition<State, E>,
    start?: { readonly state: State; readonly position: number; readonly eventId: string; readonly historyId?: string },
  ) {
    this.definition = definition
    this.#state = start ? start.state : initialStateOf(definition)
    this.#position = start ? start.position : 0
    this.#eventId = start ? start.eventId : ''
    this.historyId = start?.historyId
    this.#isHandedOut = isDraftable(this.#state)
  }

  get state(): State {
    if (this.#draft) this.#state = this.#draft.finish(this.#state)
    this.#draft = undefined
    this.#isHandedOut = true
    return this.#state
  }

  /** Position of the last event folded. */
  get position(): number {
    return this.#position
  }

  /** Id of the last event folded; empty: none. */
  get eventId(): string {
    return this.#eventId
  }

  /** Returns whether there is a handler for events of this type. */
  handles(type: string): boolean {
    return Object.hasOwn(this.definition.when, type)
  }

  /**
   * Folds an event into the state.
   *
   * @param event an event that no other code uses: a handler may keep it in the state and change it later
   * @param position the position of the event in the folded sequence. Default: its position in the log
   * @throws {@link ProjectionFailed} the handler threw or returned no state; the state may be half changed and must not be used
   */
  apply(event: RecordedEvent<E>, position: number = event.globalPosition): void {
    // These fields are read before the call, because the handler may change the event.
    const { type, globalPosition, streamId, streamVersion, id } = event
    const handler = handlerFor(this.definition, event)
    if (handler) {
      try {
        if (this.#isHandedOut) this.#begin(this.nextRead - position)
        this.#isHandedOut = false
        this.#state = nextState(this.#state, immediate(handler(this.#state, event), 'when', type), type)
      } catch (cause) {
        throw new ProjectionFailed(
          { projection: this.definition.name, event: { type, streamId, streamVersion, globalPosition } },
          { cause },
        )
      }
    }
    this.#position = position
    this.#eventId = id
  }

  /** Makes the state changeable after other code received it. @param events the number of events until the next read */
  #begin(events: number): void {
    const state = this.#state
    const most = partsPerEvent * events
    if (events >= worthACopy && most > this.#tooFew && !isDraftable(state) && !Object.isFrozen(state)) {
      // The handlers may not read a part that cannot be copied.
      const copy = smallCopyOf(state, most)
      if (copy !== undefined) {
        this.#state = copy
        return
      }
      this.#tooFew = most
    }
    this.#draft = draftOfState(state)
    if (this.#draft) this.#state = this.#draft.draft
  }
}

/**
 * Returns the state before the first event. It is a copy, because `initialState` may return the same object each time.
 *
 * @throws {@link InvalidArgument} the definition is invalid, or the state is `undefined` or cannot be copied
 */
export function initialStateOf<State, E extends DomainEvent>(definition: ProjectionDefinition<State, E>): State {
  checkDefinition(definition)
  const state = immediate(definition.initialState(), 'initialState')
  if (state === undefined) {
    throw new InvalidArgument({ argument: 'initialState', expected: 'a state, or null for none', actual: state })
  }
  return isDraftable(state) ? state : ownState(state)
}

/** Returns the state after a handler. @throws {@link InvalidArgument} the handler returned nothing, and the state is a primitive */
function nextState<State>(state: State, returned: State | void, type: string): State {
  if (returned !== undefined) return returned
  if (typeof state === 'object') return state
  const expected = 'a handler that returns the next state (null for no value)'
  throw new InvalidArgument({ argument: `when.${type}`, expected, actual: returned })
}

// Each handler has its own type of event. The cast is sound, because the handler is looked up by the type of the event.
function handlerFor<State, E extends DomainEvent>(
  { when }: ProjectionDefinition<State, E>,
  { type }: RecordedEvent<E>,
): ((state: State, event: RecordedEvent<E>) => State | void) | undefined {
  if (!Object.hasOwn(when, type)) return undefined
  return when[type as E['type']] as ((state: State, event: RecordedEvent<E>) => State | void) | undefined
}
