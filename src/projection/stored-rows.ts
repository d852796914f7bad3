import type { Snapshot, SnapshotStorage } from '../log/stored-snapshots.ts'
import { TimeSlice } from '../platform/yield-to-main-thread.ts'
import { type KeyedRows, keyedRows } from '../values/keyed-rows.ts'
import { clonableState, restoredState } from './copy-state.ts'
import { isSound, withChecksum } from './snapshot-checksum.ts'

/** The ids of the documents that hold the rows of a node. Nodes never change, and later snapshots store only new nodes. */
const ids = new WeakMap<object, number>()

/**
 * Stores the rows of a collection in documents of a few thousand rows, without those that an earlier snapshot stored. Yields to the
 * main thread between documents.
 *
 * @returns the ids of the documents, in the order of the rows
 */
export async function saveRows(
  snapshots: SnapshotStorage,
  { projection, version, logId }: Pick<Snapshot, 'projection' | 'version' | 'logId'>,
  rows: KeyedRows<unknown>,
): Promise<number[]> {
  const name = nameOfRows(projection)
  const stored = new Set(await snapshots.list(name))
  const saved: number[] = []
  const slice = new TimeSlice()
  for (const [node, part] of rows[keyedRows].parts()) {
    const id = ids.get(node) ?? newId()
    ids.set(node, id)
    saved.push(id)
    if (stored.has(id)) continue
    if (slice.isOver) await slice.renew()
    const document = { projection: name, position: id, eventId: '', version, logId, ...clonableState(part()) }
    await snapshots.save(withChecksum(document))
  }
  return saved
}

/** Reads the rows of a snapshot. Returns `undefined` if one of their documents is missing or damaged. */
export async function readRows(
  snapshots: SnapshotStorage,
  { projection, rows: saved = [] }: Snapshot,
): Promise<ReadonlyMap<string, unknown> | undefined> {
  const rows = new Map<string, unknown>()
  const slice = new TimeSlice()
  for (const id of saved) {
    const document = await snapshots.latest(nameOfRows(projection), id)
    if (document?.position !== id || !isSound(document) || !(document.state instanceof Map)) return undefined
    const { state, nullPrototypes = [] } = document
    const part: ReadonlyMap<string, unknown> = restoredState({ state, nullPrototypes })
    for (const [key, row] of part) rows.set(key, row)
    if (slice.isOver) await slice.renew()
  }
  return rows
}

/** Drops the documents that no snapshot uses. @param positions the positions of the snapshots */
export async function dropUnusedRows(
  snapshots: SnapshotStorage,
  projection: string,
  positions: readonly number[],
): Promise<void> {
  const used = new Set<number>()
  for (const position of positions) {
    const snapshot = await snapshots.latest(projection, position)
    for (const id of snapshot?.rows ?? []) used.add(id)
  }
  const unused = (await snapshots.list(nameOfRows(projection))).filter((id) => !used.has(id))
  if (unused.length > 0) await snapshots.drop(nameOfRows(projection), unused)
}

/** Returns the name under which the documents with the rows of a collection are stored. */
export function nameOfRows(projection: string): string {
  return `${projection}${suffix}`
}

/** Returns whether documents with rows are stored under a name. Their numbers are not positions. */
export function isNameOfRows(name: string): boolean {
  return name.endsWith(suffix)
}

const suffix = '\u0000rows'

/** Returns a random id, because two tabs may store different rows at the same time. */
function newId(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2))
  return (high % 2 ** 20) * 2 ** 32 + low + 1
}
