import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { InvalidArgument } from '../events/errors.ts'
import { immediate } from '../events/handler-table.ts'
import { ownState } from './copy-state.ts'
import { checkDefinition, type ProjectionDefinition } from './define-projection.ts'
import { ProjectionFailed } from './projection-failed.ts'

/**
 * A state and the position it stands for, kept in step: each event moves both.
 *
 * Handlers may change the state they receive. So that a state that was handed out never changes afterwards, the first event after
 * handing it out works on a copy. A frozen state, as Immer returns them, is trusted to be immutable with all its parts, and is not
 * copied. The reader of a state must not change it: it is not copied for the reader, and the next event is folded into it.
 */
export class Fold<State, E extends DomainEvent> {
  readonly definition: ProjectionDefinition<State, E>
  #state: State
  #position: number
  #eventId: string
  #isHandedOut = false
  /** The events that were folded: {@link EventStore.historyId}. None while it is not known. */
  historyId: string | undefined

  /** @throws {@link InvalidArgument} the definition is invalid, or its initial state is not one that can be copied */
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

  /** Returns a copy of the state, which the caller may change. The fold needs no copy of its own before the next event. */
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

  /** Whether there is a handler for events of this type. */
  handles(type: string): boolean {
    return Object.hasOwn(this.definition.when, type)
  }

  /**
   * @param event no other consumer may have it: a handler may keep it in the state and change it later
   * @throws {@link ProjectionFailed} the handler threw, or returned no state; the state may be half changed and must not be used
   */
  apply(event: RecordedEvent<E>): void {
    // Read first: the handler may change the event.
    const { type, globalPosition, id } = event
    const handler = handlerFor(this.definition, event)
    if (handler) {
      try {
        if (this.#isHandedOut) this.#state = ownState(this.#state)
        this.#isHandedOut = false
        this.#state = nextState(this.#state, immediate(handler(this.#state, event), 'when', type), type)
      } catch (cause) {
        throw new ProjectionFailed({ projection: this.definition.name, event: { type, globalPosition } }, { cause })
      }
    }
    this.#position = globalPosition
    this.#eventId = id
  }
}

/**
 * The state of a definition before the first event. It is copied, because `initialState` may return the same object each time.
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

/** @throws {@link InvalidArgument} a handler returned nothing for a state that it cannot have changed */
function nextState<State>(state: State, returned: State | void, type: string): State {
  if (returned !== undefined) return returned
  if (typeof state === 'object') return state
  const expected = 'a handler that returns the next state (null for no value)'
  throw new InvalidArgument({ argument: `when.${type}`, expected, actual: returned })
}

// The table gives each handler its own type of event; that the key and the event's type agree is what looking it up means.
function handlerFor<State, E extends DomainEvent>(
  { when }: ProjectionDefinition<State, E>,
  { type }: RecordedEvent<E>,
): ((state: State, event: RecordedEvent<E>) => State | void) | undefined {
  if (!Object.hasOwn(when, type)) return undefined
  return when[type as E['type']] as ((state: State, event: RecordedEvent<E>) => State | void) | undefined
}
