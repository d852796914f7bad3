import type { Path, StateChange } from '../time-travel/state-changes.ts'
import { type Parts, partsOf } from '../time-travel/state-parts.ts'
import { type ChangedPaths, pathKey } from './changed-paths.ts'
import { keyInWords, valueInWords } from './value-in-words.ts'

/** One line of a state that is shown as a tree. */
export type StateRow = {
  readonly key: string
  readonly path: Path
  readonly label: string
  readonly text: string
  readonly level: number
  readonly place: number
  readonly siblings: number
  /** Undefined: there is nothing to open. */
  readonly isOpen: boolean | undefined
  readonly change: StateChange['kind'] | 'within' | undefined
  /** What it was, in words. */
  readonly before: string | undefined
  /** Stands for so many parts that are not shown. */
  readonly more: number
}

/** What a person opened, closed and had continued. */
export type Unfolded = {
  readonly isOpen: ReadonlyMap<string, boolean>
  /** Parts shown of what has many, by the key of its row. */
  readonly shown: ReadonlyMap<string, number>
}

export const partsAtOnce = 50
const openedByItself = 12
const mostRows = 2_000

/**
 * The lines of a tree, as far as it is open. States of any size cost what is shown of them: of what has many parts, the first
 * fifty are shown until more are asked for.
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
    if (rows.length >= mostRows) return
    const key = pathKey(path)
    const level = path.length
    const parts = partsIn(value)
    const open = parts?.size ? (isOpen.get(key) ?? opensByItself(level, parts.size, changed.isWithin(key))) : undefined
    const change = changed.at(key)
    const before = change && 'before' in change ? valueInWords(change.before) : undefined
    rows.push({
      ...{ key, path, label, level, place, siblings, before },
      ...{ text: open ? '' : valueInWords(value), isOpen: open, more: 0 },
      change: change?.kind ?? (changed.isWithin(key) ? 'within' : undefined),
    })
    if (open && parts) addParts(path, key, parts)
  }

  function addParts(path: Path, key: string, parts: Parts): void {
    const limit = shown.get(key) ?? partsAtOnce
    const removed = changed.removedFrom(key)
    // Each has the limit to itself: what is gone would else not be seen behind what has many parts.
    const more = Math.max(0, parts.size - limit) + Math.max(0, removed.length - limit)
    const siblings = parts.size + removed.length - more + (more > 0 ? 1 : 0)
    let place = 1
    for (const [name, part] of parts.parts()) {
      if (place > limit) break
      add([...path, name], keyInWords(name), part, place, siblings)
      place += 1
    }
    const line = { level: path.length + 1, siblings, isOpen: undefined, more: 0 }
    for (const { path: gone, before } of removed.slice(0, limit)) {
      if (rows.length >= mostRows) break
      const label = keyInWords(gone.at(-1))
      const was = { text: '', change: 'removed', before: valueInWords(before) } as const
      rows.push({ ...line, ...was, key: pathKey(gone), path: gone, label, place: place++ })
    }
    if (more === 0) return
    const rest = { label: '', text: `${more.toLocaleString('en')} more`, change: undefined, before: undefined }
    rows.push({ ...line, ...rest, key: `${key}\n…`, path, place, more })
  }

  for (const [index, [name, state]] of roots.entries()) add([index], name, state, index + 1, roots.length)
  return rows
}

/** A state that is shown never changes, and is drawn many times. */
const known = new WeakMap<object, Parts>()

function partsIn(value: unknown): Parts | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const parts = known.get(value) ?? partsOf(value)
  if (parts) known.set(value, parts)
  return parts
}

function opensByItself(level: number, size: number, hasChanges: boolean): boolean {
  if (level === 1) return true
  return size <= openedByItself ? level <= 2 || hasChanges : hasChanges && size <= partsAtOnce
}
