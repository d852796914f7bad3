import type { DomainEvent } from '../log/domain-event.ts'
import { StorageFailed } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import type { Snapshot } from '../log/log-storage.ts'
import type { ProjectionDefinition } from './define-projection.ts'

/** Whose snapshots: the definition's name and version. */
type Named<State, E extends DomainEvent> = Pick<ProjectionDefinition<State, E>, 'name' | 'version'>

/** A state and the position of the last event folded into it. */
export type StateAt<State> = { readonly state: State; readonly position: number }

/** Stores a state as a snapshot. The newest and the one before it are kept: one more than needed, should it be damaged. */
export async function saveSnapshot<State, E extends DomainEvent>(
  { snapshots, logId }: EventStore<E>,
  { name: projection, version = 1 }: Named<State, E>,
  { state, position }: StateAt<State>,
): Promise<void> {
  if (position === 0) return
  await snapshots.save({ projection, position, version, logId, state })
  const before = await snapshots.latest(projection, position - 1)
  if (before) await snapshots.drop(projection, before.position)
}

/**
 * The newest snapshot at or before a position that was folded from this very log by this very version. One that cannot be
 * read counts as none: folding from the start gives the same state.
 */
export async function findSnapshot<State, E extends DomainEvent>(
  store: EventStore<E>,
  { name, version = 1 }: Named<State, E>,
  atOrBefore: number,
): Promise<StateAt<State> | undefined> {
  let snapshot: Snapshot | undefined
  do {
    try {
      snapshot = await store.snapshots.latest(name, (snapshot?.position ?? atOrBefore + 1) - 1)
    } catch (error) {
      if (error instanceof StorageFailed) return undefined
      throw error
    }
  } while (snapshot && !(snapshot.logId === store.logId && snapshot.version === version))
  // Stored under the definition's name and version, the state is one of that definition.
  return snapshot && { state: snapshot.state as State, position: snapshot.position }
}
