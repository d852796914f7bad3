import type { DomainEvent } from '../events/domain-event.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'

/** A projection of any state and any events, as returned by `defineProjection`. */
export type ShownProjection = {
  readonly name: string
  readonly version?: number
  readonly initialState: () => unknown
  readonly when: { readonly [type: string]: ((state: never, event: never) => unknown) | undefined }
}

/** The states of the displayed projections, in the order of the `projections` property. */
export type ShownStates = readonly unknown[]

/** A timeline needs at least one projection. This projection is used if the page passes none. It is not displayed. */
const nothing: ShownProjection = { name: 'rewindable-timeline', initialState: () => null, when: {} }

// Cast: a page passes projections of different types, and each projection receives only its own states.
export function definitionsOf(projections: readonly ShownProjection[]): ProjectionDefinition<unknown, DomainEvent>[] {
  return (projections.length > 0 ? projections : [nothing]) as ProjectionDefinition<unknown, DomainEvent>[]
}

/** Returns whether two lists contain the same projections in the same order. */
export function areSame(one: readonly ShownProjection[], other: readonly ShownProjection[]): boolean {
  return one.length === other.length && one.every((projection, index) => projection === other[index])
}
