import { type Check, callback, checkOptions, ordinal } from '../events/argument-checks.ts'
import type { DomainEvent, OfType, RecordedEvent } from '../events/domain-event.ts'
import { checkHandlers } from '../events/handler-table.ts'
import type { ParkedEvent } from '../log/stored-checkpoints.ts'
import type { Locks } from '../platform/web-locks.ts'
import type { Retry } from './retry.ts'

/** The name of a reactor and its side effects. */
export type ReactorDefinition<E extends DomainEvent> = {
  /** Identifies the reactor in all tabs and visits. Its checkpoint is stored under this name. */
  readonly name: string
  readonly when: Reactions<E>
}

/** Options of {@link startReactor} and {@link startProcessManager}. */
export type ReactorOptions = Partial<Retry> & {
  /** The start if no checkpoint is stored: `'now'`, or the position of the first event to react to. Default `'now'`. */
  readonly fromPosition?: 'now' | number
  /** The lock manager. Default: the browser's. */
  readonly locks?: Locks
}

/**
 * - `'waiting'`: another tab runs the reactor; this one takes over when that tab closes
 * - `'running'`: this tab runs the reactor
 * - `'stopped'`: after {@link Reactor.stop}, after the store was closed, or because of {@link Reactor.error}
 */
export type ReactorStatus = 'waiting' | 'running' | 'stopped'

/** The events that a reactor dispatches, with the type of each detail. */
export type ReactorEvents = {
  readonly parked: ParkedEvent
  /** The error that stopped the reactor, or null. */
  readonly stopped: unknown
}

/** The details that a reaction receives with each event. */
export type ReactionContext = {
  /**
   * The event's id and position. The key is unique in the log, and the same for each try, after a crash and in every tab.
   * Pass the key to the receiver of the side effect, so that the receiver recognises a repetition.
   */
  readonly idempotencyKey: string
  /** The number of this try, from 1. */
  readonly attempt: number
  /** Aborted when the reactor is stopped or its store is closed. */
  readonly signal: AbortSignal
}

/** The key includes the position because two events may have the same id. It includes the id because a rewound log reuses positions. */
export function idempotencyKeyOf({ id, globalPosition }: RecordedEvent): string {
  return `${id}/${globalPosition}`
}

/** A table of side effects by event type. */
export type Reactions<E extends DomainEvent> = {
  readonly [Type in E['type']]?: (
    event: RecordedEvent<OfType<E, Type>>,
    context: ReactionContext,
  ) => Promise<unknown> | void
}

/** One side effect, for an event of any type. */
export type Reaction<E extends DomainEvent> = (event: RecordedEvent<E>, context: ReactionContext) => unknown

/**
 * Returns the reactions of a table by event type.
 *
 * @throws {@link InvalidArgument} `when` is not a plain object of functions
 */
export function reactionsIn<E extends DomainEvent>(when: Reactions<E>): ReadonlyMap<string, Reaction<E>> {
  checkHandlers('when', when)
  const given = Object.entries(when).filter(([, reaction]) => reaction !== undefined)
  // Sound: the type of the table pairs each event type with a reaction to it.
  return new Map(given as [string, Reaction<E>][])
}

/** @throws {@link InvalidArgument} an option is invalid */
export function checkedReactorOptions(options: ReactorOptions): ReactorOptions {
  return checkOptions(options, { tries: ordinal, delay: callback, fromPosition: start, locks: lockManager })
}

const start: Check = ["'now' or a whole number from 1", (value) => value === 'now' || ordinal[1](value)]
const lockManager: Check = [
  'an object with a method `request`, such as `navigator.locks`',
  (value) => typeof value === 'object' && value !== null && 'request' in value && typeof value.request === 'function',
]
