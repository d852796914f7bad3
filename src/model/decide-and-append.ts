import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { ConcurrencyConflict } from '../events/errors.ts'
import type { EventStore, StreamAppend } from '../log/event-store.ts'
import { internalsIfAny } from '../log/store-internals.ts'
import { orAborted, whileOpen } from '../log/while-open.ts'
import { copyIfData } from '../projection/copy-state.ts'
import { randomId } from '../values/random-id.ts'
import type { CommandResult, HandleCommandOptions } from './command-options.ts'
import { type Decider, type DecisionContext, decisionOf } from './decider.ts'
import { RepeatableContext } from './repeatable-context.ts'
import { backoff, wait } from './retry.ts'
import type { StreamState } from './stream-state.ts'

/** A command and the state of its stream. */
type Target<State, Command, E extends DomainEvent> = {
  readonly stream: StreamState<State, E>
  readonly command: Command
}

/** Decides commands on the states of their streams, and appends the events in one commit. Reads the streams only if that is necessary. */
export async function decideAndAppend<State, Command, E extends DomainEvent>(
  store: EventStore<E>,
  decider: Decider<State, Command, E>,
  targets: readonly Target<State, Command, E>[],
  given: HandleCommandOptions,
): Promise<CommandResult<State, E>[]> {
  const { tries = 3, delay = backoff(10, 1_000), signal, now = () => Date.now(), newId = randomId } = given
  const { commandId, snapshots } = given
  const context = new RepeatableContext({ now, newId })
  const streams = targets.map(({ stream }) => stream)
  const refresh = async (): Promise<boolean> => {
    const changes = await Promise.all(streams.map((stream) => stream.refresh(snapshots)))
    return changes.includes(true)
  }
  // A remembered state needs no read, because the append verifies it.
  let known: 'remembered' | 'unread' | 'read' = streams.every(({ isCurrent }) => isCurrent) ? 'remembered' : 'unread'
  for (let tried = 1; ; ) {
    signal?.throwIfAborted()
    if (known === 'unread') {
      await orAborted(refresh(), signal)
      known = 'read'
    }
    // Follows the read of the streams: otherwise, the state could include events of this command, recorded by another tab in between.
    const recorded = commandId === undefined ? [] : await orAborted(store.readCommand(commandId), signal)
    if (recorded.length > 0) {
      await orAborted(refresh(), signal)
      return streams.map((stream) => resultOf(stream, recorded, true))
    }

    const decision = decide(decider, targets, context.fromTheStart())
    if (known === 'remembered' && !isVerifiedByAppend(decision)) {
      known = 'read'
      if (await orAborted(refresh(), signal)) continue
    }
    if ('error' in decision) throw decision.error
    signal?.throwIfAborted()
    try {
      const { events, duplicate } = await append(store, streams, decision.appends, given)
      // Another tab recorded the command after the read above. Other events may precede those of the command.
      if (duplicate) await refresh()
      else for (const stream of streams) stream.apply(copiesFor(stream, events))
      await Promise.all(streams.map((stream) => stream.keepSnapshot(snapshots)))
      return streams.map((stream) => resultOf(stream, events, duplicate))
    } catch (error) {
      if (!(error instanceof ConcurrencyConflict)) throw error
      // A conflict of a remembered state does not count as a try: without the memory, this command would have read the events.
      if (known === 'read') {
        if (tried >= tries) throw error
        await whileOpen(store, signal, (ended) => wait(delay(tried), ended))
        tried += 1
      }
      known = 'unread'
    }
  }
}

/** The appends of all streams, or the error that `decide` threw. */
type Decision<E extends DomainEvent> = { readonly appends: readonly StreamAppend<E>[] } | { readonly error: unknown }

function decide<State, Command, E extends DomainEvent>(
  decider: Decider<State, Command, E>,
  targets: readonly Target<State, Command, E>[],
  context: DecisionContext,
): Decision<E> {
  try {
    const appends = targets.map(({ stream, command }) => {
      const events = decisionOf(decider, copyIfData(command), stream.stateToChange(), context)
      return { streamId: stream.streamId, events, expectedVersion: stream.version }
    })
    return { appends }
  } catch (error) {
    return { error }
  }
}

/** Returns whether the append compares the version of each stream. It compares none after a rejection or for a stream without events. */
function isVerifiedByAppend<E extends DomainEvent>(decision: Decision<E>): boolean {
  return 'appends' in decision && decision.appends.every(({ events }) => events.length > 0)
}

async function append<State, E extends DomainEvent>(
  store: EventStore<E>,
  streams: readonly StreamState<State, E>[],
  appends: readonly StreamAppend<E>[],
  { commandId, durability = 'default' }: HandleCommandOptions,
): Promise<{ events: readonly RecordedEvent<E>[]; duplicate: boolean }> {
  const writes = appends.filter(({ events }) => events.length > 0)
  if (writes.length === 0) return { events: [], duplicate: false }
  const options = commandId === undefined ? { durability } : { durability, commandId }
  const isCurrent = (): boolean => streams.every((stream) => stream.isCurrent)
  const appendIf = internalsIfAny(store)?.appendIf
  const results = appendIf ? await appendIf(isCurrent, writes, options) : await store.appendBatch(writes, options)
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
