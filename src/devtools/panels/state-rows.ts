import type { Path, StateChange } from '../../time-travel/state-changes.ts'
import { type Parts, partsOf } from '../../time-travel/state-parts.ts'
import { type ChangedPaths, pathKey } from './changed-paths.ts'
import { keyAsText, valueAsText } from './value-as-text.ts'

/** One row of the tree that shows the states. */
export type StateRow = {
  readonly key: string
  readonly path: Path
  readonly label: string
  readonly text: string
  readonly level: number
  readonly place: number
  readonly siblings: number
  /** `undefined` if there is nothing to expand. */
  readonly isOpen: boolean | undefined
  readonly change: StateChange['kind'] | 'within' | undefined
  /** The previous value as text. */
  readonly before: string | undefined
  /** The number of parts that this row stands for. 0 for an ordinary row. */
  readonly more: number
}

/** The rows that the user expanded, collapsed or continued. */
export type Unfolded = {
  readonly isOpen: ReadonlyMap<string, boolean>
  /** The number of parts to show, by the key of the row that contains them. */
  readonly shown: ReadonlyMap<string, number>
}

export const partsAtOnce = 50
const autoOpenLimit = 12
const maxRows = 2_000

/**
 * Returns the rows of the expanded part of the tree. The cost depends on the shown rows, not on the size of the states.
 * A value with many parts shows only the first fifty until the user asks for more.
 *
 * @param roots name and state of each projection
 */
export function stateRows(
  roots: readonly (readonly [name: string, state: unknown])[],
  { isOpen, shown }: Unfolded,
  changed: ChangedPaths,
): StateRow[] {
  const rows: StateRow[] = []

  function add(path: Path, label: string, value: unknown, place: number, siblings: number): void {
    if (rows.length >= maxRows) return
    const key = pathKey(path)
    const level = path.length
    const parts = cachedParts(value)
    const open = parts?.size ? (isOpen.get(key) ?? opensByDefault(level, parts.size, changed.isWithin(key))) : undefined
    const change = changed.at(key)
    const before = change && 'before' in change ? valueAsText(change.before) : undefined
    rows.push({
      ...{ key, path, label, level, place, siblings, before },
      ...{ text: open ? '' : valueAsText(value), isOpen: open, more: 0 },
      change: change?.kind ?? (changed.isWithin(key) ? 'within' : undefined),
    })
    if (open && parts) addParts(path, key, parts)
  }

  function addParts(path: Path, key: string, parts: Parts): void {
    const limit = shown.get(key) ?? partsAtOnce
    const removed = changed.removedFrom(key)
    // Removed parts have a separate limit, so that a long list of parts does not hide them.
    const more = Math.max(0, parts.size - limit) + Math.max(0, removed.length - limit)
    const siblings = parts.size + removed.length - more + (more > 0 ? 1 : 0)
    let place = 1
    for (const [name, part] of parts.parts()) {
      if (place > limit) break
      add([...path, name], keyAsText(name), part, place, siblings)
      place += 1
    }
    const line = { level: path.length + 1, siblings, isOpen: undefined, more: 0 }
    for (const { path: gone, before } of removed.slice(0, limit)) {
      if (rows.length >= maxRows) break
      const label = keyAsText(gone.at(-1))
      const was = { text: '', change: 'removed', before: valueAsText(before) } as const
      rows.push({ ...line, ...was, key: pathKey(gone), path: gone, label, place: place++ })
    }
    if (more === 0) return
    const rest = { label: '', text: `${more.toLocaleString('en')} more`, change: undefined, before: undefined }
    rows.push({ ...line, ...rest, key: `${key}\n…`, path, place, more })
  }

  for (const [index, [name, state]] of roots.entries()) add([index], name, state, index + 1, roots.length)
  return rows
}

/** Displayed states never change, and each is drawn many times. */
const partsCache = new WeakMap<object, Parts>()

function cachedParts(value: unknown): Parts | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const parts = partsCache.get(value) ?? partsOf(value)
  if (parts) partsCache.set(value, parts)
  return parts
}

function opensByDefault(level: number, size: number, hasChanges: boolean): boolean {
  if (level === 1) return true
  return size <= autoOpenLimit ? level <= 2 || hasChanges : hasChanges && size <= partsAtOnce
}
