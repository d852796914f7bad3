import type { DomainEvent } from '../events/domain-event.ts'
import { StorageFailed } from '../events/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import type { Snapshot } from '../log/stored-snapshots.ts'
import { checksum } from '../values/checksum.ts'
import { clonableState, restoredState } from './copy-state.ts'
import type { ProjectionDefinition } from './define-projection.ts'
import { claimName } from './definition-names.ts'

/** The owner of snapshots: a projection, or another kind of state with a name and a version. */
type Named<State, E extends DomainEvent> = Pick<ProjectionDefinition<State, E>, 'name' | 'version'> &
  Partial<Pick<ProjectionDefinition<State, E>, 'initialState' | 'when'>>

/** A state, and the position, the id and the history of the last event folded into it. */
export type StateAt<State> = {
  readonly state: State
  readonly position: number
  readonly eventId: string
  readonly historyId: string
}

// Keeps the newest snapshot, and one more in case the newest is damaged.
const alwaysKept = 2

/**
 * Stores a state as a snapshot. Copies the state during the call, so later changes to the state have no effect. Keeps the newest two
 * snapshots and some older ones, evenly spread. Past states are folded from the older snapshots.
 *
 * @param olderKept the number of older snapshots to keep, default 32
 * @throws {@link InvalidArgument} the state cannot be stored, or another definition has this name
 */
export async function saveSnapshot<State, E extends DomainEvent>(
  store: EventStore<E>,
  definition: Named<State, E>,
  { state, position, eventId, historyId: logId }: StateAt<State>,
  olderKept = 32,
): Promise<void> {
  const { snapshots } = store
  const { name: projection, version = 1 } = definition
  const snapshot = { projection, position, eventId, version, logId, ...clonableState(state) }
  await dropForeign(store, definition)
  if (position === 0) return
  await snapshots.save({ ...snapshot, checksum: checksumOf(snapshot) })
  const positions = await snapshots.list(projection)
  const kept = new Set([...thinned(positions.slice(0, -alwaysKept), olderKept), ...positions.slice(-alwaysKept)])
  if (kept.size < positions.length)
    await snapshots.drop(
      projection,
      positions.filter((one) => !kept.has(one)),
    )
}

/**
 * Returns the newest valid snapshot at or before a position. A snapshot is valid if it has this history, this version of the
 * definition and the correct checksum. If snapshots cannot be read, the result is `undefined`: folding the log gives the same state.
 *
 * @throws {@link InvalidArgument} another definition has this name
 */
export async function findSnapshot<State, E extends DomainEvent>(
  store: EventStore<E>,
  definition: Named<State, E>,
  atOrBefore: number,
): Promise<StateAt<State> | undefined> {
  const { name, version = 1 } = definition
  let snapshot: Snapshot | undefined
  do {
    try {
      await dropForeign(store, definition)
      snapshot = await store.snapshots.latest(name, (snapshot?.position ?? atOrBefore + 1) - 1)
    } catch (error) {
      if (error instanceof StorageFailed) return undefined
      throw error
    }
  } while (snapshot && !(snapshot.logId === store.historyId && snapshot.version === version && isSound(snapshot)))
  if (!snapshot) return undefined
  const { state, nullPrototypes = [], position, eventId, logId: historyId } = snapshot
  // Unchecked: the name and the version identify the definition, and so the type of the state.
  return { state: restoredState({ state: state as State, nullPrototypes }), position, eventId, historyId }
}

/** Drops the snapshots of a replaced definition. @throws {@link InvalidArgument} another definition has this name */
async function dropForeign<State, E extends DomainEvent>(
  store: EventStore<E>,
  definition: Named<State, E>,
): Promise<void> {
  if (!definition.when) return
  const claim = claimName(store, definition)
  if (!claim.hasForeignSnapshots) return
  await store.snapshots.drop(definition.name)
  claim.hasForeignSnapshots = false
}

function isSound(snapshot: Snapshot): boolean {
  return snapshot.checksum === undefined || snapshot.checksum === checksumOf(snapshot)
}

function checksumOf({ position, eventId, state, nullPrototypes = [] }: Snapshot): number {
  return checksum(`${position} ${eventId} ${nullPrototypes.join()} ${textOf(state)}`)
}

/** Returns a state as text for the checksum. The text omits values that JSON cannot express. */
function textOf(state: unknown): string | undefined {
  try {
    return JSON.stringify(state, (_, value: unknown) => {
      if (value instanceof Map || value instanceof Set) return [...value]
      return typeof value === 'bigint' ? `${value}` : value
    })
  } catch {
    // The state contains itself, so the checksum covers only the place of the snapshot in the log.
    return undefined
  }
}

/** Returns at most `count` of these positions, in order. Repeatedly removes the position that leaves the smallest gap. */
function thinned(positions: readonly number[], count: number): number[] {
  const left = [...positions]
  while (left.length > count) {
    const gaps = left.map((_, index) => (left[index + 1] ?? Infinity) - (left[index - 1] ?? 0))
    left.splice(gaps.indexOf(Math.min(...gaps)), 1)
  }
  return left
}
