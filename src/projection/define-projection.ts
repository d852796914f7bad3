import { check, object, ordinal, text } from '../events/argument-checks.ts'
import type { DomainEvent, OfType, PlainEvent, RecordedEvent } from '../events/domain-event.ts'
import { checkHandlers, handler } from '../events/handler-table.ts'

/**
 * One handler per event type. A handler changes the state that it receives, or returns the next state. Handlers must be synchronous. A
 * handler of a primitive state, such as a number or a string, must return the next state.
 *
 * A handler may keep a part of the event in the state, and a later handler may change that part.
 */
export type Handlers<State, E extends DomainEvent> = {
  readonly [Type in E['type']]?: (state: State, event: RecordedEvent<OfType<E, Type>>) => NextState<State>
}

/** The result of a handler. The handler may return nothing if the state is an object, because it can change the object. */
type NextState<State> = State | (State extends object ? void : never)

/** The name, the initial state and the handlers of a projection. */
export type ProjectionDefinition<State, E extends DomainEvent> = {
  /** Identifies the projection's snapshots in a store. */
  readonly name: string
  /** A whole number from 1. Raise it when the handlers or the state change: older snapshots are then ignored. Default 1. */
  readonly version?: number
  /** Returns the state before the first event: any value that `structuredClone` keeps, except `undefined`. */
  readonly initialState: () => State
  readonly when: Handlers<State, E>
}

/**
 * Defines a projection: an initial state and a handler for each event type. Event types without a handler are
 * skipped. The state is any value that a structured clone keeps: plain objects, arrays, `Map`, `Set`, `Date`, numbers, strings.
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
 * Checks a definition that was not checked before. The definition may be an object that did not come from {@link defineProjection}.
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
