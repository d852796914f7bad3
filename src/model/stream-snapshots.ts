import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { ofOneHistory } from '../log/one-history.ts'
import { findSnapshot, saveSnapshot } from '../projection/snapshots.ts'

/** What is kept: the deciders or aggregates of this name and version. */
export type SnapshotKind = { readonly of: 'decider' | 'aggregate'; readonly name: string; readonly version?: number }

/** A state folded from one stream. */
export type StreamSnapshot<State> = {
  readonly state: State
  readonly streamVersion: number
  /** Position of the last event folded. */
  readonly position: number
  /** Id of that event. */
  readonly eventId: string
  /** The events that were folded: {@link EventStore.historyId}. */
  readonly historyId: string
}

/** What a state is rebuilt from: a snapshot, if there is one that fits, and the events after it. */
export type StreamHistory<State, E extends DomainEvent> = {
  readonly snapshot: StreamSnapshot<State> | undefined
  readonly events: readonly RecordedEvent<E>[]
  readonly historyId: string
}

export function readHistory<State, E extends DomainEvent>(
  store: EventStore<E>,
  kind: SnapshotKind,
  streamId: string,
): Promise<StreamHistory<State, E>> {
  return ofOneHistory(store, () => readOnce(store, kind, streamId))
}

async function readOnce<State, E extends DomainEvent>(
  store: EventStore<E>,
  kind: SnapshotKind,
  streamId: string,
): Promise<StreamHistory<State, E>> {
  const { historyId } = store
  const found = await findSnapshot<Kept<State>, E>(store, named(kind, streamId), Infinity)
  if (found) {
    const { state, streamVersion } = found.state
    const { events } = await store.readStream(streamId, { fromVersion: streamVersion })
    // If its last event is not where it says, the snapshot is of another past.
    const [last, ...newer] = events
    if (last?.id === found.eventId) return { snapshot: { ...found, state, streamVersion }, events: newer, historyId }
  }
  return { snapshot: undefined, events: (await store.readStream(streamId)).events, historyId }
}

/** Stores a snapshot as well as it can: it only saves time, and must not make a command that was recorded look failed. */
export async function keepSnapshot<State, E extends DomainEvent>(
  store: EventStore<E>,
  kind: SnapshotKind,
  streamId: string,
  { state, streamVersion, position, eventId, historyId }: StreamSnapshot<State>,
): Promise<void> {
  const kept = { state: { state, streamVersion }, position, eventId, historyId }
  // None for the past: a stream's is short, and there are many streams.
  await saveSnapshot<Kept<State>, E>(store, named(kind, streamId), kept, 0).catch(() => {})
}

type Kept<State> = { readonly state: State; readonly streamVersion: number }

// Kept beside the snapshots of projections, by the same rules, under a name that is kind and stream in one.
function named(
  { of, name, version = 1 }: SnapshotKind,
  streamId: string,
): { readonly name: string; readonly version: number } {
  return { name: JSON.stringify([of, name, streamId]), version }
}
