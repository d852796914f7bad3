import { check, object, ordinal, text } from '../events/argument-checks.ts'
import type { DomainEvent, OfType, PlainEvent, RecordedEvent } from '../events/domain-event.ts'
import { checkHandlers, handler } from '../events/handler-table.ts'

/**
 * One handler per event type. A handler changes the state it receives, or returns the next one; it must be synchronous. A state
 * without parts to change, such as a number or a text, must be returned.
 *
 * The event belongs to the handler. It may keep a part of the event in the state, and a later handler may change that part.
 */
export type Handlers<State, E extends DomainEvent> = {
  readonly [Type in E['type']]?: (state: State, event: RecordedEvent<OfType<E, Type>>) => NextState<State>
}

/** What a handler returns: nothing is enough where a state has parts that a handler can change. */
type NextState<State> = State | (State extends object ? void : never)

/** A named fold. */
export type ProjectionDefinition<State, E extends DomainEvent> = {
  /** Names the projection among the snapshots of a store. */
  readonly name: string
  /** A whole number from 1, raised when handlers or state change: older snapshots no longer fit then. Default 1. */
  readonly version?: number
  /** Makes the state before the first event: any value but `undefined` that `structuredClone` keeps. */
  readonly initialState: () => State
  readonly when: Handlers<State, E>
}

/**
 * Defines a projection: an initial state and what each type of event does to it. Event types without a handler are
 * skipped. The state is anything a structured clone keeps: plain objects, arrays, `Map`, `Set`, `Date`, numbers, text.
 *
 * @throws {@link InvalidArgument} the name is empty, the version is not a whole number from 1, `initialState` is not a function,
 *   or `when` is not a plain object of functions
 * @example
 * ```ts
 * const balance = defineProjection<number, BankEvent>({
 *   name: 'balance',
 *   initialState: () => 0,
 *   when: { MoneyDeposited: (balance, { data }) => balance + data.amount },
 * })
 * ```
 */
export function defineProjection<State, E extends PlainEvent<E>>(
  definition: ProjectionDefinition<State, E>,
): ProjectionDefinition<State, E> {
  checkDefinition(definition)
  return definition
}

const checked = new WeakSet<object>()

/**
 * Checks a definition once, also one that was not made by {@link defineProjection}.
 *
 * @throws {@link InvalidArgument} as {@link defineProjection}
 */
export function checkDefinition(
  definition: Pick<ProjectionDefinition<never, never>, 'name' | 'version'> & Folded,
): void {
  check('definition', definition, object)
  if (checked.has(definition)) return
  check('name', definition.name, text)
  check('version', definition.version ?? 1, ordinal)
  check('initialState', definition.initialState, handler)
  checkHandlers('when', definition.when)
  checked.add(definition)
}

type Folded = { readonly initialState: unknown; readonly when: unknown }
