import { check } from '../events/argument-checks.ts'
import type { DomainEvent, NewEvent, PlainEvent } from '../events/domain-event.ts'
import { handler, immediate } from '../events/handler-table.ts'
import { defineProjection, type ProjectionDefinition } from '../projection/define-projection.ts'
import { listOf } from '../values/list-of.ts'

/** The source of times and ids for `decide`. For a command decided again, the source returns the same values in the same order. */
export type DecisionContext = {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  readonly newId: () => string
}

/** The result of `decide`: one event, several, or none. */
type Decision<E extends DomainEvent> = NewEvent<E> | readonly NewEvent<E>[] | void

/**
 * The rules of one stream as functions: `when` folds its events into a state, and `decide` turns a command into events.
 * The state holds only the data that a rule needs. A decider is also a projection, and its store may contain other events.
 */
export type Decider<State, Command, E extends DomainEvent> = ProjectionDefinition<State, E> & {
  /** Returns the events, or throws the domain's own error. Must not change the state. */
  readonly decide: (command: Command, state: State, context: DecisionContext) => Decision<E>
}

/**
 * Checks a decider and returns it.
 *
 * @throws {@link InvalidArgument} {@link defineProjection} rejects the definition, or `decide` is not a function
 * @example
 * ```ts
 * const account = defineDecider<Account, AccountCommand, BankEvent>({
 *   name: 'account',
 *   initialState: () => ({ isOpen: false, balance: 0 }),
 *   when: { MoneyDeposited: (account, { data }) => ({ ...account, balance: account.balance + data.amount }) },
 *   decide: (command, account) => moneyDeposited(command.data.amount),
 * })
 * ```
 */
export function defineDecider<State, Command, E extends PlainEvent<E>>(
  decider: Decider<State, Command, E>,
): Decider<State, Command, E> {
  defineProjection(decider)
  check('decide', decider.decide, handler)
  return decider
}

/**
 * Calls `decide` and returns its events as a list.
 *
 * @throws {@link InvalidArgument} `decide` returned a promise
 * @throws every error that `decide` throws
 */
export function decisionOf<State, Command, E extends DomainEvent>(
  decider: Decider<State, Command, E>,
  command: Command,
  state: State,
  context: DecisionContext,
): readonly NewEvent<E>[] {
  return listOf(immediate(decider.decide(command, state, context), 'decide'))
}
