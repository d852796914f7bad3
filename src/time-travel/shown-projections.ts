import type { DomainEvent, OfStore } from '../events/domain-event.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import type { Path } from './state-changes.ts'

/** One projection, or a list of projections. For a list, `State` is the list of their states. */
export type TimelineProjections<State, E extends DomainEvent> =
  | ProjectionDefinition<State, OfStore<E>>
  | { readonly [Index in keyof State]: ProjectionDefinition<State[Index], OfStore<E>> }

/** The projections of a timeline as a list. With one projection, its state and its paths are not in a list. */
export class ShownProjections<State, E extends DomainEvent> {
  /** The states of the timeline have the same order. */
  readonly definitions: readonly ProjectionDefinition<unknown, E>[]
  readonly #isList: boolean

  constructor(projections: TimelineProjections<State, E>) {
    this.#isList = Array.isArray(projections)
    // Unchecked: a handler of a state receives only that state.
    this.definitions = (this.#isList ? projections : [projections]) as ProjectionDefinition<unknown, E>[]
  }

  /** Returns the state of the timeline. */
  stateOf(states: readonly unknown[]): State {
    // Unchecked: the states have the order of the definitions that the type was made from.
    return (this.#isList ? states : states[0]) as State
  }

  /** Returns a path that begins with the index of a projection. */
  pathInList(path: Path): Path {
    return this.#isList ? path : [0, ...path]
  }
}
