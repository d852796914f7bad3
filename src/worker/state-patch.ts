import { copyKindOf } from '../projection/copy-kinds.ts'
import { shallowCopyOf } from '../projection/shallow-copy.ts'
import { isKeyedRows, keyedRows } from '../values/keyed-rows.ts'
import { hasOnlyItems, setOwn } from '../values/plain-objects.ts'

/** The difference between two versions of an object in a state. */
export type StatePatch = {
  readonly parts: ReadonlyMap<unknown, Change>
  /** Replaces items of an array, after the changes of parts. */
  readonly splice?: Splice | undefined
}

/** `[value]` is a new value, and `[]` removes the part. A patch changes the part. */
type Change = readonly [value?: unknown] | StatePatch

type Splice = { readonly start: number; readonly count: number; readonly items: readonly unknown[] }

// A patch is applied by recursion. Deeper parts are sent whole.
const deepest = 200

/**
 * Returns a patch that changes a state to a later state. Identical parts are not visited, and other parts are visited once. So a patch
 * never takes longer than a copy of the state.
 *
 * @returns `undefined`: the patch would not be smaller than the state
 */
export function patchBetween(before: unknown, after: unknown): StatePatch | undefined {
  const change = new Comparison().ofStates(before, after) ?? { parts: new Map() }
  return isPatch(change) ? change : undefined
}

/** Returns the state after a patch. Parts that the patch does not change keep their identity. */
export function patchedState<State>(state: State, patch: StatePatch): State {
  // A patch does not change the type of a state.
  return patched(state, patch) as State
}

class Comparison {
  readonly #visited = new Set<unknown>()
  #depth = 0

  ofStates(before: unknown, after: unknown): Change | undefined {
    if (!isKeyedRows(before) || !isKeyedRows(after)) return this.#of(before, after)
    const parts = new Map<string, Change>()
    for (const [key, old, row] of before[keyedRows].differencesTo(after)) {
      const change = row === undefined ? ([] as const) : this.#of(old, row)
      if (change) parts.set(key, change)
    }
    return { parts }
  }

  /** @returns `undefined`: the parts are equal */
  #of(before: unknown, after: unknown): Change | undefined {
    if (Object.is(before, after)) return undefined
    // A part that occurs twice is compared at its first place. The part may contain itself.
    if (this.#depth === deepest || this.#visited.has(after)) return [after]
    this.#visited.add(after)
    const splice = Array.isArray(before) && Array.isArray(after) ? spliceBetween(before, after) : undefined
    const old = partsOf(before, splice)
    const parts = partsOf(after, splice)
    if (!old || !parts || Object.getPrototypeOf(before) !== Object.getPrototypeOf(after)) return [after]
    const changed = new Map<unknown, Change>()
    let kept = splice ? 1 : 0
    this.#depth += 1
    for (const [key, part] of parts) {
      const change = old.has(key) ? this.#of(old.get(key), part) : ([part] as const)
      if (change) changed.set(key, change)
      // A kept object is worth a patch of any size.
      if (!change || isPatch(change)) kept += isObject(part) ? Infinity : 1
    }
    this.#depth -= 1
    const keys = parts.keys()
    for (const key of old.keys()) {
      if (!parts.has(key)) changed.set(key, [])
      // The order of keys is a part of the state. New keys are added at the end.
      else if (!Object.is(keys.next().value, key)) return [after]
    }
    const cost = changed.size + (splice ? 1 : 0)
    if (cost === 0) return undefined
    // The page has copies of keys that are objects, so it would not find them.
    return kept < cost || [...changed.keys()].some(isObject) ? [after] : { parts: changed, splice }
  }
}

function patched(state: unknown, { parts, splice }: StatePatch): unknown {
  if (parts.size === 0 && !splice) return state
  const isMap = state instanceof Map
  const isRows = isKeyedRows(state)
  // The state has parts.
  const named = state as { readonly [key: string]: unknown }
  const changed = Array.from(parts, ([key, change]) => {
    const old = isMap || isRows ? state.get(key as string) : named[key as string]
    return [key as string, isPatch(change) ? [patched(old, change)] : change] as const
  })
  if (isRows) return state[keyedRows].withChanges(new Map(changed.map(([key, [row]]) => [key, row])))
  const copy = isMap ? new Map(state) : (shallowCopyOf(named) as { [key: string]: unknown })
  for (const [key, change] of changed) {
    if (copy instanceof Map) change.length === 0 ? copy.delete(key) : copy.set(key, change[0])
    else if (change.length === 0) delete copy[key]
    else setOwn(copy, key, change[0])
  }
  if (Array.isArray(copy) && splice) {
    return copy.slice(0, splice.start).concat(splice.items, copy.slice(splice.start + splice.count))
  }
  return copy
}

function isPatch(change: Change): change is StatePatch {
  return 'parts' in change
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Returns the parts of an object by key, for arrays the parts before the splice. `undefined`: the value is sent whole. */
function partsOf(value: unknown, splice: Splice | undefined): ReadonlyMap<unknown, unknown> | undefined {
  const kind = isObject(value) ? copyKindOf(value) : undefined
  if (kind === 'map') return value as ReadonlyMap<unknown, unknown>
  if (kind === 'object') return new Map(Object.entries(value as object))
  const list = kind === 'array' ? (value as unknown[]) : undefined
  return list && hasOnlyItems(list) ? new Map(Object.entries(list.slice(0, splice?.start))) : undefined
}

/** Returns the splice between arrays of different lengths. */
function spliceBetween(before: readonly unknown[], after: readonly unknown[]): Splice | undefined {
  const added = after.length - before.length
  if (added === 0) return undefined
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && Object.is(before[start], after[start])) start += 1
  let end = before.length
  while (end > start && end + added > start && Object.is(before[end - 1], after[end - 1 + added])) end -= 1
  // Without equal items at the end, items were added or removed there.
  if (end === before.length) start = shorter
  return { start, count: end - start, items: after.slice(start, end + added) }
}
