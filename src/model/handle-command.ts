import {
  abortSignal,
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
import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { ConcurrencyConflict } from '../events/errors.ts'
import type { EventStore, StreamAppend } from '../log/event-store.ts'
import type { Durability } from '../log/log-storage.ts'
import { orAborted, whileOpen } from '../log/while-open.ts'
import { copyIfData } from '../projection/copy-state.ts'
import { randomId } from '../values/random-id.ts'
import { type Decider, type DecisionContext, decisionOf } from './decider.ts'
import { RepeatableContext } from './repeatable-context.ts'
import { backoff, type Retry, wait } from './retry.ts'
import { StreamState } from './stream-state.ts'

/** Options of {@link handleCommand} and {@link handleCommands}. */
export type HandleCommandOptions = Partial<Retry> &
  Partial<DecisionContext> & {
    /** Makes a retry safe. A recorded command is not decided again: the call returns the events recorded for it. */
    readonly commandId?: string
    readonly durability?: Durability
    /** Stores a snapshot of the stream when it has `every` (from 1) or more events since the last one. Default: never. */
    readonly snapshots?: { readonly every: number }
    /** An abort rejects with the signal's reason, unless the write has begun. */
    readonly signal?: AbortSignal
  }

/** A command for one stream. */
export type StreamCommand<Command> = { readonly streamId: string; readonly command: Command }

/** The result of a command. */
export type CommandResult<State, E extends DomainEvent> = {
  readonly streamId: string
  /** The events that the command recorded. Empty when `decide` returned none. */
  readonly events: readonly RecordedEvent<E>[]
  /** The stream's state including these events. After a duplicate: the latest state. */
  readonly state: State
  /** The stream version of `state`, which the next append expects. */
  readonly version: number
  /** True when the command was already recorded and this call wrote nothing. */
  readonly duplicate: boolean
}

/**
 * Handles a command: reads the stream, folds it, decides, and appends the new events at the version that it read. If another
 * writer appended first, the function reads the new events, decides again and retries.
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
  const given = checkOptions(options, optionChecks)
  const { every } = checkOptions<{ readonly every?: number }>(given.snapshots ?? {}, { every: ordinal })
  const { tries = 3, delay = backoff(10, 1_000), signal, now = () => Date.now(), newId = randomId, commandId } = given
  const context = new RepeatableContext({ now, newId })
  const targets = commands.map(({ streamId, command }) => ({
    stream: new StreamState(store, decider, streamId, every),
    command,
  }))
  const streams = targets.map(({ stream }) => stream)
  const refresh = (): Promise<void[]> => Promise.all(streams.map((stream) => stream.refresh()))
  for (let tried = 1; ; tried += 1) {
    signal?.throwIfAborted()
    await orAborted(refresh(), signal)
    // Follows the read of the streams: otherwise, the state could include events of this command, recorded by another tab in between.
    const recorded = commandId === undefined ? [] : await orAborted(store.readCommand(commandId), signal)
    if (recorded.length > 0) {
      await orAborted(refresh(), signal)
      return streams.map((stream) => resultOf(stream, recorded, true))
    }

    const played = context.fromTheStart()
    const appends = targets.map(({ stream, command }) => {
      const events = decisionOf(decider, copyIfData(command), stream.stateToChange(), played)
      return { streamId: stream.streamId, events, expectedVersion: stream.version }
    })
    signal?.throwIfAborted()
    try {
      const { events, duplicate } = await append(store, appends, given)
      // Another tab recorded the command after the read above. Other events may precede those of the command.
      if (duplicate) await refresh()
      else for (const stream of streams) stream.apply(copiesFor(stream, events))
      await Promise.all(streams.map((stream) => stream.keepSnapshot()))
      return streams.map((stream) => resultOf(stream, events, duplicate))
    } catch (error) {
      if (!(error instanceof ConcurrencyConflict) || tried >= tries) throw error
    }
    await whileOpen(store, signal, (ended) => wait(delay(tried), ended))
  }
}

const optionChecks = {
  tries: ordinal,
  delay: callback,
  now: callback,
  newId: callback,
  commandId: text,
  durability,
  snapshots: object,
  signal: abortSignal,
}

async function append<E extends DomainEvent>(
  store: EventStore<E>,
  appends: readonly StreamAppend<E>[],
  { commandId, durability = 'default' }: HandleCommandOptions,
): Promise<{ events: readonly RecordedEvent<E>[]; duplicate: boolean }> {
  const writes = appends.filter(({ events }) => events.length > 0)
  if (writes.length === 0) return { events: [], duplicate: false }
  const options = commandId === undefined ? { durability } : { durability, commandId }
  const results = await store.appendBatch(writes, options)
  return {
    events: results.flatMap(({ events }) => events),
    duplicate: results.some(({ duplicate }) => duplicate),
  }
}

/** Copies the events for the handlers. The caller receives the originals, which no handler may change. */
function copiesFor<State, E extends DomainEvent>(
  { streamId }: StreamState<State, E>,
  events: readonly RecordedEvent<E>[],
): RecordedEvent<E>[] {
  return events.filter((event) => event.streamId === streamId).map((event) => copyOfEvent(event))
}

function resultOf<State, E extends DomainEvent>(
  { streamId, state, version }: StreamState<State, E>,
  recorded: readonly RecordedEvent<E>[],
  duplicate: boolean,
): CommandResult<State, E> {
  const events = recorded.filter((event) => event.streamId === streamId)
  return { streamId, events, state, version, duplicate }
}
