import { check } from '../events/argument-checks.ts'
import type { DomainEvent, OfType, PlainEvent, RecordedEvent } from '../events/domain-event.ts'
import { checkHandlers, handler, immediate } from '../events/handler-table.ts'
import { checkDefinition, type ProjectionDefinition } from '../projection/define-projection.ts'
import { listOf } from '../values/list-of.ts'

/** Turns events into commands. Each process has its own state, folded from the events that belong to it. */
export type ProcessManager<State, Command, E extends DomainEvent> = Pick<
  ProjectionDefinition<State, E>,
  'name' | 'initialState' | 'when'
> & {
  /**
   * Returns the id of the process that an event belongs to, such as an order's id, or `undefined` for none. The library calls it
   * only for events of the types in `when` and `decide`.
   */
  readonly correlate: (event: RecordedEvent<E>) => string | undefined
  /** Returns the commands for an event. `state` is the state of its process and includes the event. */
  readonly decide: {
    readonly [Type in E['type']]?: (
      event: RecordedEvent<OfType<E, Type>>,
      state: State,
    ) => Command | readonly Command[] | void
  }
}

/**
 * Checks a process manager and returns it.
 *
 * @throws {@link InvalidArgument} the name is empty, `initialState` or `correlate` is not a function, or `when` or `decide` is
 *   not a plain object of functions
 */
export function defineProcessManager<State, Command, E extends PlainEvent<E>>(
  definition: ProcessManager<State, Command, E>,
): ProcessManager<State, Command, E> {
  checkProcess(definition)
  return definition
}

/** @throws {@link InvalidArgument} as {@link defineProcessManager} */
export function checkProcess<State, Command, E extends DomainEvent>(
  definition: ProcessManager<State, Command, E>,
): void {
  checkDefinition(definition)
  check('correlate', definition.correlate, handler)
  checkHandlers('decide', definition.decide)
}

/** Returns whether `when` or `decide` has a function for events of this type. Events of other types belong to no process. */
export function isNamed<State, Command, E extends DomainEvent>(
  { when, decide }: ProcessManager<State, Command, E>,
  { type }: RecordedEvent<E>,
): boolean {
  return Object.hasOwn(when, type) || Object.hasOwn(decide, type)
}

/** Returns the commands for an event. `state` is the state of its process and includes the event. */
export function commandsOf<State, Command, E extends DomainEvent>(
  { decide }: ProcessManager<State, Command, E>,
  event: RecordedEvent<E>,
  state: State,
): readonly Command[] {
  const type = event.type as E['type']
  // Sound: the type of the table pairs each event type with a function for it.
  const decideOn = Object.hasOwn(decide, type) ? (decide[type] as Decide<State, Command, E> | undefined) : undefined
  return listOf<Command>(immediate(decideOn?.(event, state), 'decide', type))
}

type Decide<State, Command, E extends DomainEvent> = (
  event: RecordedEvent<E>,
  state: State,
) => Command | readonly Command[] | void
