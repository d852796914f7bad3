import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import type { ProjectionDefinition } from './define-projection.ts'
import { ProjectionFailed } from './projection-failed.ts'

/**
 * A state and the position it stands for, kept in step: each event moves both.
 *
 * Handlers may change the state they are given. So that a state that was handed out never changes afterwards, the first
 * event after handing it out works on a copy. A frozen state, as Immer returns them, is taken at its word, with all that is in it, and not copied.
 * Whoever was handed one must not change it either: it is not copied for them, and later events are folded into what it became.
 */
export class Fold<State, E extends DomainEvent> {
  readonly definition: ProjectionDefinition<State, E>
  #state: State
  #position: number
  #eventId: string
  #isHandedOut = false

  constructor(
    definition: ProjectionDefinition<State, E>,
    start?: { readonly state: State; readonly position: number; readonly eventId: string },
  ) {
    this.definition = definition
    this.#state = start ? start.state : definition.initialState()
    this.#position = start ? start.position : 0
    this.#eventId = start ? start.eventId : ''
  }

  get state(): State {
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

  /** @throws {@link ProjectionFailed} the handler threw; the state may be half changed and must not be used */
  apply(event: RecordedEvent<E>): void {
    const handler = handlerFor(this.definition, event)
    if (handler) {
      try {
        if (this.#isHandedOut && !Object.isFrozen(this.#state)) this.#state = structuredClone(this.#state)
        this.#isHandedOut = false
        const next = handler(this.#state, event)
        if (next !== undefined) this.#state = next
      } catch (cause) {
        throw new ProjectionFailed({ projection: this.definition.name, event }, { cause })
      }
    }
    this.#position = event.globalPosition
    this.#eventId = event.id
  }
}

// The table gives each handler its own type of event; that the key and the event's type agree is what looking it up means.
function handlerFor<State, E extends DomainEvent>(
  { when }: ProjectionDefinition<State, E>,
  { type }: RecordedEvent<E>,
): ((state: State, event: RecordedEvent<E>) => State | void) | undefined {
  if (!Object.hasOwn(when, type)) return undefined
  return when[type as E['type']] as ((state: State, event: RecordedEvent<E>) => State | void) | undefined
}
