import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { Durability } from '../log/log-storage.ts'
import type { DecisionContext } from './decider.ts'
import type { Retry } from './retry.ts'

/** Options of {@link handleCommand} and {@link handleCommands}. */
export type HandleCommandOptions = Partial<Retry> &
  Partial<DecisionContext> & {
    /** Makes a retry safe. A recorded command is not decided again: the call returns the events recorded for it. */
    readonly commandId?: string
    readonly durability?: Durability
    /**
     * Stores a snapshot of the stream when it has `every` (from 1) or more events since the last one; `false`: stores and uses none.
     * Default: 500 events or more, and only if the snapshot saves time. The default stores snapshots in idle time.
     */
    readonly snapshots?: { readonly every: number } | false
    /** An abort rejects with the signal's reason, unless the write has begun. */
    readonly signal?: AbortSignal
  }

/** The result of a command. */
export type CommandResult<State, E extends DomainEvent> = {
  readonly streamId: string
  /** The events that the command recorded. Empty when `decide` returned none. */
  readonly events: readonly RecordedEvent<E>[]
  /**
   * The stream's state including these events. After a duplicate: the latest state. Do not change it, because the next command decides
   * on it.
   */
  readonly state: State
  /** The stream version of `state`, which the next append expects. */
  readonly version: number
  /** True when the command was already recorded and this call wrote nothing. */
  readonly duplicate: boolean
}
