import type { DomainEvent } from '../log/domain-event.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'

/** A projection of any state and any events, as `defineProjection` returns it. */
export type ShownProjection = {
  readonly name: string
  readonly version?: number
  readonly initialState: () => unknown
  readonly when: { readonly [type: string]: ((state: never, event: never) => unknown) | undefined }
}

/** The states of the projections shown, in their order. */
export type ShownStates = readonly unknown[]

/** A timeline moves by folding something. Without a projection this is folded, which is nothing, and not shown. */
const nothing: ShownProjection = { name: 'rewindable-timeline', initialState: () => null, when: {} }

// A page shows projections of many kinds side by side; each of them meets nothing but its own states.
export function definitionsOf(projections: readonly ShownProjection[]): ProjectionDefinition<unknown, DomainEvent>[] {
  return (projections.length > 0 ? projections : [nothing]) as ProjectionDefinition<unknown, DomainEvent>[]
}

/** Whether two lists have the same projections in the same order. */
export function areSame(one: readonly ShownProjection[], other: readonly ShownProjection[]): boolean {
  return one.length === other.length && one.every((projection, index) => projection === other[index])
}
