import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { immediate } from '../events/handler-table.ts'
import type { EventStore } from '../log/event-store.ts'
import { ownState } from '../projection/copy-state.ts'
import { checkProcess, commandsOf, type ProcessManager } from './process-definition.ts'
import { Processes } from './processes.ts'
import { Reactor } from './reactor.ts'
import { checkedReactorOptions, type ReactionContext, type ReactorOptions } from './reactor-definition.ts'

/** The details that `dispatch` receives with each command. */
export type Dispatch = {
  /** Stays the same when the command is sent again after a crash. Pass it to `handleCommand`, which then records the command once. */
  readonly commandId: string
  readonly processId: string
  /** Aborted when the process manager is stopped or its store is closed. */
  readonly signal: AbortSignal
}

/**
 * Runs a process manager in one tab at a time, as {@link startReactor} does. It sends the commands of each event in order and at least
 * once. The `commandId` lets the receiver record each command once. An event whose commands keep failing is parked.
 *
 * @param dispatch sends a command, for instance with {@link handleCommand}, and resolves when the command is done
 * @throws {@link InvalidArgument} the definition or an option is invalid
 * @example
 * ```ts
 * const reactor = startProcessManager(store, transferProcess, (command, { commandId }) =>
 *   handleCommand(store, account, command.streamId, command.command, { commandId }),
 * )
 * ```
 */
export function startProcessManager<State, Command, E extends DomainEvent, Own extends E = E>(
  store: EventStore<E>,
  definition: ProcessManager<State, Command, Own>,
  dispatch: (command: Command, details: Dispatch) => Promise<unknown>,
  options: ReactorOptions = {},
): Reactor<E> {
  checkProcess(definition)
  const named = ofTheStore<State, Command, E, Own>(definition)
  const processes = new Processes(store, named)
  async function send(event: RecordedEvent<E>, { signal, idempotencyKey }: ReactionContext): Promise<void> {
    const processId = immediate(named.correlate(copyOfEvent(event)), 'correlate')
    if (processId === undefined) return
    const state = await processes.stateAt(event.globalPosition, processId, signal)
    // Each attempt decides on a copy: a command may contain a part of the state, and `dispatch` may change it.
    const commands = commandsOf(named, event, ownState(state))
    for (const [index, command] of commands.entries()) {
      await dispatch(command, { commandId: `${definition.name}/${idempotencyKey}/${index}`, processId, signal })
    }
  }
  const reactions = new Map(Object.keys(definition.decide).map((type) => [type, send]))
  return new Reactor(store, definition.name, reactions, checkedReactorOptions(options))
}

// Sound: the functions of the definition are called only for events of the types that it names (see `isNamed`).
function ofTheStore<State, Command, E extends DomainEvent, Own extends E>(
  definition: ProcessManager<State, Command, Own>,
): ProcessManager<State, Command, E> {
  return definition as ProcessManager<State, Command, E>
}
