import { check, ordinal, text } from '../log/argument-checks.ts'
import type { DomainEvent, OfType, RecordedEvent } from '../log/domain-event.ts'

/** One handler per event type. A handler changes the state it is given, or returns the next one. */
export type Handlers<State, E extends DomainEvent> = {
  readonly [Type in E['type']]?: (state: State, event: RecordedEvent<OfType<E, Type>>) => State | void
}

/** A named fold. */
export type ProjectionDefinition<State, E extends DomainEvent> = {
  /** Names the projection among the snapshots of a store. */
  readonly name: string
  /** A whole number from 1, raised when handlers or state change: older snapshots no longer fit then. Default 1. */
  readonly version?: number
  readonly initialState: () => State
  readonly when: Handlers<State, E>
}

/**
 * Defines a projection: an initial state and what each type of event does to it. Event types without a handler are
 * skipped. The state is anything a structured clone keeps: plain objects, arrays, `Map`, `Set`, `Date`, numbers, text.
 *
 * @throws {@link InvalidArgument} the name is empty or the version is not a whole number from 1
 * @example
 * ```ts
 * const balance = defineProjection<number, BankEvent>({
 *   name: 'balance',
 *   initialState: () => 0,
 *   when: { MoneyDeposited: (balance, { data }) => balance + data.amount },
 * })
 * ```
 */
export function defineProjection<State, E extends DomainEvent>(
  definition: ProjectionDefinition<State, E>,
): ProjectionDefinition<State, E> {
  check('name', definition.name, text)
  check('version', definition.version ?? 1, ordinal)
  return definition
}
