import type { DomainEvent, OfType, RecordedEvent } from '../log/domain-event.ts'
import { checkHandlers } from '../log/handler-table.ts'

/** What a reactor's handler is told besides the event. */
export type ReactionContext = {
  /** The event's id: give it to whatever has the side effect, so that it can tell a repetition. */
  readonly idempotencyKey: string
  /** Which try this is, from 1. */
  readonly attempt: number
  /** Aborted when the reactor is stopped. */
  readonly signal: AbortSignal
}

/** Side effects by event type. */
export type Reactions<E extends DomainEvent> = {
  readonly [Type in E['type']]?: (
    event: RecordedEvent<OfType<E, Type>>,
    context: ReactionContext,
  ) => Promise<unknown> | void
}

/** One reaction, whatever the type of its event. */
export type Reaction<E extends DomainEvent> = (event: RecordedEvent<E>, context: ReactionContext) => unknown

/** @throws {@link InvalidArgument} it is not a plain object of functions */
export function reactionsIn<E extends DomainEvent>(when: Reactions<E>): ReadonlyMap<string, Reaction<E>> {
  checkHandlers('when', when)
  const given = Object.entries(when).filter(([, reaction]) => reaction !== undefined)
  // That the reaction under an event's type takes that event is what a table of them means.
  return new Map(given as [string, Reaction<E>][])
}
