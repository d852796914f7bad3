import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { withinOneHistory } from '../log/within-one-history.ts'
import { whenIdle } from '../platform/yield-to-main-thread.ts'
import { findSnapshot, saveSnapshot, streamSnapshotName } from '../projection/snapshots.ts'

/** The owner of snapshots: the deciders or the aggregates of a name and version. */
export type SnapshotKind = {
  readonly of: 'decider' | 'aggregate'
  readonly name: string
  readonly version?: number
  /** Checksum of the source of the handlers. Snapshots of other handlers are ignored. */
  readonly source?: number
}

/** A state folded from the events of one stream. */
export type StreamSnapshot<State> = {
  readonly state: State
  readonly streamVersion: number
  /** Position of the last folded event. */
  readonly position: number
  /** Id of that event. */
  readonly eventId: string
  /** The {@link EventStore.historyId} of the folded events. */
  readonly historyId: string
}

/** A valid snapshot, if there is one, and the events after it. A state is rebuilt from both. */
export type StreamHistory<State, E extends DomainEvent> = {
  readonly snapshot: StreamSnapshot<State> | undefined
  readonly events: readonly RecordedEvent<E>[]
  readonly historyId: string
}

/** Reads a stream. @param kind the owner of snapshots; `undefined`: use no snapshot */
export function readHistory<State, E extends DomainEvent>(
  store: EventStore<E>,
  kind: SnapshotKind | undefined,
  streamId: string,
): Promise<StreamHistory<State, E>> {
  return withinOneHistory(store, () => readOnce(store, kind, streamId))
}

async function readOnce<State, E extends DomainEvent>(
  store: EventStore<E>,
  kind: SnapshotKind | undefined,
  streamId: string,
): Promise<StreamHistory<State, E>> {
  const { historyId } = store
  const found = kind && (await findSnapshot<Kept<State>, E>(store, named(kind, streamId), Infinity))
  if (found && found.state.source === kind.source) {
    const { state, streamVersion } = found.state
    const { events } = await store.readStream(streamId, { fromVersion: streamVersion })
    // If the snapshot's last event has another id in the log, the log was rewound. The snapshot is then stale.
    const [last, ...newer] = events
    if (last?.id === found.eventId) return { snapshot: { ...found, state, streamVersion }, events: newer, historyId }
  }
  return { snapshot: undefined, events: (await store.readStream(streamId)).events, historyId }
}

/**
 * Stores a snapshot and ignores failures: a snapshot is an optimisation, and the command's events are already recorded.
 *
 * @param inIdleTime resolves before the snapshot is stored; then the state must not change
 */
export async function keepSnapshot<State, E extends DomainEvent>(
  store: EventStore<E>,
  kind: SnapshotKind,
  streamId: string,
  { state, streamVersion, position, eventId, historyId }: StreamSnapshot<State>,
  inIdleTime: boolean,
): Promise<void> {
  const content = kind.source === undefined ? { state, streamVersion } : { state, streamVersion, source: kind.source }
  const kept = { state: content, position, eventId, historyId }
  // 0: older snapshots are not kept. A stream is short, and there are many streams.
  const save = () => saveSnapshot<Kept<State>, E>(store, named(kind, streamId), kept, 0).catch(() => {})
  if (inIdleTime) void whenIdle().then(save)
  else await save()
}

type Kept<State> = { readonly state: State; readonly streamVersion: number; readonly source?: number }

// Snapshots of streams lie in the same store as those of projections. The name combines the kind and the stream.
function named(
  { of, name, version = 1 }: SnapshotKind,
  streamId: string,
): { readonly name: string; readonly version: number } {
  return { name: streamSnapshotName(of, name, streamId), version }
}
