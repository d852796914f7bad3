import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { InvalidArgument } from '../events/errors.ts'
import { immediate } from '../events/handler-table.ts'
import { ownState } from './copy-state.ts'
import { checkDefinition, type ProjectionDefinition } from './define-projection.ts'
import { ProjectionFailed } from './projection-failed.ts'

/**
 * A state and the position of the last event folded into it.
 *
 * Handlers may change the state that they receive. After a read of the state, the next event is folded into a copy. A returned
 * state therefore never changes. A frozen state, as Immer returns it, counts as immutable and is not copied. A caller must not change a
 * state that it read.
 */
export class Fold<State, E extends DomainEvent> {
  readonly definition: ProjectionDefinition<State, E>
  #state: State
  #position: number
  #eventId: string
  #isHandedOut = false
  /** The history that was folded: {@link EventStore.historyId}. `undefined`: not known yet. */
  historyId: string | undefined

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
  }

  get state(): State {
    this.#isHandedOut = true
    return this.#state
  }

  /** Returns a state that the caller may change. Unlike `state`, this call does not make the next event copy the state. */
  copyOfState(): State {
    return ownState(this.#state)
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
        if (this.#isHandedOut) this.#state = ownState(this.#state)
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
  return ownState(state)
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
