import type { DomainEvent, OfType, RecordedEvent } from '../log/domain-event.ts'
import { checkHandlers } from '../log/handler-table.ts'

/** What a reactor's handler is told besides the event. */
export type ReactionContext = {
  /**
   * The event's id and position. No two events of a log share it, and it is the same for each try, after a crash and in every tab.
   * Give it to whatever has the side effect, so that it recognises a repetition.
   */
  readonly idempotencyKey: string
  /** Which try this is, from 1. */
  readonly attempt: number
  /** Aborted when the reactor is stopped or its store is closed. */
  readonly signal: AbortSignal
}

/** With the position, because callers may give several events the same id. With the id, because a log that lost its end reuses positions. */
export function idempotencyKeyOf({ id, globalPosition }: RecordedEvent): string {
  return `${id}/${globalPosition}`
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
