import type { DomainEvent } from '../events/domain-event.ts'
import { StorageFailed } from '../events/errors.ts'
import { type EventSequence, streamOf } from '../log/event-sequence.ts'
import type { Snapshot } from '../log/stored-snapshots.ts'
import { isKeyedRows, keyedRows } from '../values/keyed-rows.ts'
import { clonableState, restoredState } from './copy-state.ts'
import type { ProjectionDefinition } from './define-projection.ts'
import { claimName, type NameKind } from './definition-names.ts'
import { isSound, withChecksum } from './snapshot-checksum.ts'
import { dropUnusedRows, nameOfRows, readRows, saveRows } from './stored-rows.ts'

/** The owner of snapshots: a projection, or another kind of state with a name and a version. */
type Named<State, E extends DomainEvent> = Pick<ProjectionDefinition<State, E>, 'name' | 'version'> &
  Partial<Pick<ProjectionDefinition<State, E>, 'initialState' | 'when'>>

/** The place of snapshots: a whole log, or one stream. */
type SnapshotPlace = Pick<EventSequence, 'snapshots' | 'historyId' | 'streamId'>

/** A state, and the position, the id and the history of the last event folded into it. */
export type StateAt<State> = {
  readonly state: State
  readonly position: number
  readonly eventId: string
  readonly historyId: string
}

/** Returns the name of the snapshots of a state that was folded from one stream. */
export function streamSnapshotName(kind: NameKind, name: string, streamId: string): string {
  return JSON.stringify([kind, name, streamId])
}

/** Returns the name of a projection's snapshots. Snapshots of the whole log and of each stream have different names. */
export function snapshotName(sequence: Pick<EventSequence, 'streamId'>, name: string): string {
  const streamId = streamOf(sequence)
  return streamId === undefined ? name : streamSnapshotName('projection', name, streamId)
}

/** Folding fewer events is as fast as reading a snapshot, even on a slow machine. */
export const fewestEvents = 500

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
  sequence: SnapshotPlace,
  definition: Named<State, E>,
  { state, position, eventId, historyId: logId }: StateAt<State>,
  olderKept = 32,
): Promise<void> {
  const { snapshots } = sequence
  const { version = 1 } = definition
  const projection = snapshotName(sequence, definition.name)
  const place = { projection, position, eventId, version, logId }
  const snapshot = { ...place, ...(isKeyedRows(state) ? { state: null } : clonableState(state)) }
  await dropForeign(sequence, definition)
  if (position === 0) return
  const rows = isKeyedRows(state) ? { rows: await saveRows(snapshots, place, state) } : {}
  await snapshots.save(withChecksum({ ...snapshot, ...rows }))
  const positions = await snapshots.list(projection)
  const kept = new Set([...thinned(positions.slice(0, -alwaysKept), olderKept), ...positions.slice(-alwaysKept)])
  if (kept.size < positions.length)
    await snapshots.drop(
      projection,
      positions.filter((one) => !kept.has(one)),
    )
  if (isKeyedRows(state)) await dropUnusedRows(snapshots, projection, [...kept])
}

/**
 * Returns the newest valid snapshot at or before a position. A snapshot is valid if it has this history, this version of the
 * definition and the correct checksum. If snapshots cannot be read, the result is `undefined`: folding the log gives the same state.
 *
 * @throws {@link InvalidArgument} another definition has this name
 */
export async function findSnapshot<State, E extends DomainEvent>(
  sequence: SnapshotPlace,
  definition: Named<State, E>,
  atOrBefore: number,
): Promise<StateAt<State> | undefined> {
  const { version = 1 } = definition
  const name = snapshotName(sequence, definition.name)
  for (let before = atOrBefore; ; ) {
    try {
      await dropForeign(sequence, definition)
      const snapshot = await sequence.snapshots.latest(name, before)
      if (!snapshot) return undefined
      const isValid = snapshot.logId === sequence.historyId && snapshot.version === version && isSound(snapshot)
      const found = isValid ? await stateIn(sequence, definition, snapshot) : undefined
      const { position, eventId, logId: historyId } = snapshot
      if (found) return { state: found.state, position, eventId, historyId }
      before = position - 1
    } catch (error) {
      if (error instanceof StorageFailed) return undefined
      throw error
    }
  }
}

/** Returns the state of a snapshot. Returns `undefined` if a part of it is missing or damaged. */
async function stateIn<State, E extends DomainEvent>(
  { snapshots }: SnapshotPlace,
  { initialState }: Named<State, E>,
  snapshot: Snapshot,
): Promise<{ readonly state: State } | undefined> {
  // Unchecked: the name and the version identify the definition, and so the type of the state.
  if (!snapshot.rows) {
    const { state, nullPrototypes = [] } = snapshot
    return { state: restoredState({ state: state as State, nullPrototypes }) }
  }
  const rows = await readRows(snapshots, snapshot)
  const like = rows && initialState?.()
  return rows && isKeyedRows(like) ? { state: like[keyedRows].withRows(rows) as State } : undefined
}

/** Drops the snapshots of a replaced definition. @throws {@link InvalidArgument} another definition has this name */
async function dropForeign<State, E extends DomainEvent>(
  sequence: SnapshotPlace,
  definition: Named<State, E>,
): Promise<void> {
  if (!definition.when) return
  const { cleaned } = claimName(sequence, definition)
  const name = snapshotName(sequence, definition.name)
  if (!cleaned || cleaned.has(name)) return
  await sequence.snapshots.drop(name)
  await sequence.snapshots.drop(nameOfRows(name))
  cleaned.add(name)
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
