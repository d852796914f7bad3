import { check } from '../log/argument-checks.ts'
import type { DomainEvent, NewEvent, PlainEvent } from '../log/domain-event.ts'
import { handler, immediate } from '../log/handler-table.ts'
import { listOf } from '../log/list-of.ts'
import { defineProjection, type ProjectionDefinition } from '../projection/define-projection.ts'

/** Time and chance for decisions. Deciding the same command again gives the same times and ids in the same order. */
export type DecisionContext = {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  readonly newId: () => string
}

/** What a command leads to: one event, several, or none. */
export type Decision<E extends DomainEvent> = NewEvent<E> | readonly NewEvent<E>[] | void

/**
 * The write side as functions: a state folded from the events of one stream, and what a command does to it. The state holds
 * only what a rule needs. Every decider is a projection as it stands, also over a store with other events besides.
 */
export type Decider<State, Command, E extends DomainEvent> = ProjectionDefinition<State, E> & {
  /** Returns the events, or throws the domain's own error. Must not change the state. */
  readonly decide: (command: Command, state: State, context: DecisionContext) => Decision<E>
}

/**
 * Defines a decider.
 *
 * @throws {@link InvalidArgument} as {@link defineProjection}, and `decide` is not a function
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
 * Decides a command.
 *
 * @throws {@link InvalidArgument} `decide` returned a promise
 * @throws what `decide` throws
 */
export function decisionOf<State, Command, E extends DomainEvent>(
  decider: Decider<State, Command, E>,
  command: Command,
  state: State,
  context: DecisionContext,
): readonly NewEvent<E>[] {
  return listOf(immediate(decider.decide(command, state, context), 'decide'))
}
