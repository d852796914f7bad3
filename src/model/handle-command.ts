import {
  abortSignal,
  type Check,
  callback,
  check,
  checkEachStreamOnce,
  checkOptions,
  durability,
  list,
  object,
  ordinal,
  text,
} from '../events/argument-checks.ts'
import type { DomainEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { claimName } from '../projection/definition-names.ts'
import { claimSnapshots } from './claim-snapshots.ts'
import type { CommandResult, HandleCommandOptions } from './command-options.ts'
import { decideAndAppend } from './decide-and-append.ts'
import type { Decider } from './decider.ts'
import { StreamMemory } from './stream-memory.ts'
import { StreamState } from './stream-state.ts'

/** A command for one stream. */
export type StreamCommand<Command> = { readonly streamId: string; readonly command: Command }

/**
 * Handles a command: reads the stream, folds it, decides, and appends the new events at the version that it read. If another
 * writer appended first, the function reads the new events, decides again and retries. The states of recent streams stay in memory.
 * Commands of this store for the same stream run one after another.
 *
 * @param options.tries maximum number of tries, from 1; default 3
 * @param options.delay milliseconds to wait after a conflict; default up to 10, 20, 40 …, jittered
 * @throws every error that `decide` throws, unchanged; nothing was written
 * @throws {@link ConcurrencyConflict} every try met a conflict; nothing was written
 * @throws {@link ProjectionFailed} a handler in `when` threw: for a stored event before the decision, or for a new event
 *   after the write
 * @throws every error of {@link EventStore.append} and {@link EventStore.readStream}
 * @example
 * ```ts
 * const { state, version } = await handleCommand(store, account, 'account:1', withdraw(80), { commandId })
 * ```
 */
export async function handleCommand<State, Command, E extends DomainEvent>(
  store: EventStore<E>,
  decider: Decider<State, Command, E>,
  streamId: string,
  command: Command,
  options: HandleCommandOptions = {},
): Promise<CommandResult<State, E>> {
  const [result] = await handleCommands(store, decider, [{ streamId, command }], options)
  // Sound: `handleCommands` returns one result for each command.
  return result as CommandResult<State, E>
}

/**
 * Handles commands for several streams in one commit: either all are recorded or none. Each stream may occur once.
 * If `decide` returns no events for a stream, the commit does not check the version of that stream.
 *
 * @returns a result for each command, in the order of `commands`
 * @throws the errors of {@link handleCommand}
 * @example
 * ```ts
 * await handleCommands(store, account, [
 *   { streamId: 'account:1', command: sendTransfer },
 *   { streamId: 'account:2', command: receiveTransfer },
 * ])
 * ```
 */
export async function handleCommands<State, Command, E extends DomainEvent>(
  store: EventStore<E>,
  decider: Decider<State, Command, E>,
  commands: readonly StreamCommand<Command>[],
  options: HandleCommandOptions = {},
): Promise<CommandResult<State, E>[]> {
  check('commands', commands, list)
  checkEachStreamOnce('commands', commands)
  const checked = checkOptions(options, optionChecks)
  if (checked.snapshots) {
    checkOptions<{ readonly every?: number }>(checked.snapshots, { every: ordinal })
    claimName(store, decider, 'decider')
  }
  const mayUseSnapshots = checked.snapshots !== false && claimSnapshots(store, decider)
  const given = mayUseSnapshots || checked.snapshots ? checked : { ...checked, snapshots: false as const }
  const memory = StreamMemory.of(store)
  const handle = () => handleOnStates(store, decider, commands, given, memory)
  if (!memory) return handle()
  return memory.inTurn(
    commands.map(({ streamId }) => streamId),
    handle,
    given.signal,
  )
}

async function handleOnStates<State, Command, E extends DomainEvent>(
  store: EventStore<E>,
  decider: Decider<State, Command, E>,
  commands: readonly StreamCommand<Command>[],
  given: HandleCommandOptions,
  memory: StreamMemory | undefined,
): Promise<CommandResult<State, E>[]> {
  const connection = memory ?? { interruptions: 0 }
  const targets = commands.map(({ streamId, command }) => ({
    stream: memory?.take(decider, streamId) ?? new StreamState(store, decider, streamId, connection),
    command,
  }))
  try {
    return await decideAndAppend(store, decider, targets, given)
  } finally {
    for (const { stream } of targets) memory?.keep(decider, stream)
  }
}

const optionChecks = {
  tries: ordinal,
  delay: callback,
  now: callback,
  newId: callback,
  commandId: text,
  durability,
  snapshots: ['an object such as { every: 100 }, or false', (value) => value === false || object[1](value)] as Check,
  signal: abortSignal,
}
