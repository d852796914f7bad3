import type { DomainEvent, OfStore } from '../log/domain-event.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'

/** One projection, or a list of them. Of a list, `State` is the list of their states. */
export type TimelineProjections<State, E extends DomainEvent> =
  | ProjectionDefinition<State, OfStore<E>>
  | { readonly [Index in keyof State]: ProjectionDefinition<State[Index], OfStore<E>> }

// Which state belongs to which definition is told by their order alone, in here.
export function listed<State, E extends DomainEvent>(
  projections: TimelineProjections<State, E>,
): readonly ProjectionDefinition<unknown, E>[] {
  return (Array.isArray(projections) ? projections : [projections]) as ProjectionDefinition<unknown, E>[]
}
