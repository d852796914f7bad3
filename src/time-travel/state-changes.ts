import { comparedParts, isObject } from './compared-parts.ts'
import { EqualityClasses } from './equality-classes.ts'
import { hasParts, isSameWhole, kindOf } from './state-kinds.ts'
import { isMap, isSet, namesIn } from './state-parts.ts'

/**
 * The place of a value in a state: names of properties, indexes of arrays, keys of maps, members of sets. A key or a member that is
 * an object is found by equality.
 */
export type Path = readonly unknown[]

/** One difference between two states. */
export type StateChange = {
  readonly kind: 'added' | 'removed' | 'changed'
  readonly path: Path
  /** The old value. Missing for `'added'`. */
  readonly before?: unknown
  /** The new value. Missing for `'removed'`. */
  readonly after?: unknown
}

/**
 * Returns the differences between two states, with their paths. It reports every difference that a structured clone keeps.
 *
 * - Objects, arrays, maps, sets and errors are compared part by part: arrays by index, maps by key. A missing value differs from
 *   `undefined`, and `-0` differs from `0`.
 * - Keys of maps and members of sets that are objects are compared by content. A changed member is reported as one removed and one
 *   added.
 * - Buffers, views of buffers, dates, regular expressions and boxed primitives are compared as a whole.
 * - The order of properties, entries and members does not count. The class of an object and the stack of an error do not count.
 * - The content of a `Blob` cannot be read synchronously. Its size and type are compared, and for a `File` the name and time too.
 * - A state may contain itself, or have the same parts at more than 100,000 places. Then the result may show a difference with
 *   several paths at one path only.
 *
 * @example
 * ```ts
 * stateChanges({ ada: 100 }, { ada: 70, bob: 30 })
 * // [{ kind: 'changed', path: ['ada'], before: 100, after: 70 }, { kind: 'added', path: ['bob'], after: 30 }]
 * ```
 */
export function stateChanges(before: unknown, after: unknown): StateChange[] {
  const changes: StateChange[] = []
  const classes = new EqualityClasses()
  const visits = new Visits()
  // Uses a list instead of recursion, because a state can be nested deeper than the call stack allows.
  const waiting: Pair[] = [{ key: undefined, before, after, whole: undefined }]
  for (let pair = waiting.pop(); pair; pair = waiting.pop()) {
    const { before, after } = pair
    const kind = kindOf(before)
    if (kind !== kindOf(after) || !hasParts(before, kind) || !hasParts(after, kind)) {
      if (!isSameWhole(before, after)) changes.push({ kind: 'changed', path: pathTo(pair), before, after })
      continue
    }
    if (before === after || !visits.isDue(pair)) continue
    const { removed, added, common } = comparedParts(before, after, kind, classes)
    if (removed.length + added.length > 0) {
      const path = pathTo(pair)
      for (const [key, part] of removed) changes.push({ kind: 'removed', path: [...path, key], before: part })
      for (const [key, part] of added) changes.push({ kind: 'added', path: [...path, key], after: part })
    }
    for (let index = common.length - 1; index >= 0; index -= 1) {
      const [key, part, newPart] = common[index] ?? []
      waiting.push({ key, before: part, after: newPart, whole: pair })
    }
  }
  return changes
}

/** The values of two states at a path, and the pair that contains them. */
type Pair = {
  readonly key: unknown
  readonly before: unknown
  readonly after: unknown
  readonly whole: Pair | undefined
}

function pathTo(pair: Pair): Path {
  const path: unknown[] = []
  for (let part = pair; part.whole; part = part.whole) path.push(part.key)
  return path.reverse()
}

const mostRepeats = 100_000

/** Records the compared pairs. A pair at several paths is compared at each of them, up to a maximum number of repeats. */
class Visits {
  /** Almost every part is compared with only one other part. */
  readonly #partner = new Map<unknown, unknown>()
  readonly #others = new Map<unknown, Set<unknown>>()
  #repeats = 0

  isDue(pair: Pair): boolean {
    if (this.#isNew(pair)) return true
    if (this.#repeats >= mostRepeats) return false
    // Parts that contain themselves have infinitely many paths.
    this.#repeats = isWithinItself(pair) ? mostRepeats : this.#repeats + 1
    return this.#repeats < mostRepeats
  }

  #isNew({ before, after }: Pair): boolean {
    const partner = this.#partner.get(before)
    if (partner === undefined) {
      this.#partner.set(before, after)
      return true
    }
    if (partner === after) return false
    const others = this.#others.get(before) ?? new Set()
    if (others.has(after)) return false
    this.#others.set(before, others.add(after))
    return true
  }
}

function isWithinItself({ before, after, whole }: Pair): boolean {
  let outer = whole
  while (outer && (outer.before !== before || outer.after !== after)) outer = outer.whole
  return outer !== undefined
}

/** Returns the value at a path of a state, or `undefined` if there is none. */
export function valueAt(state: unknown, path: Path): unknown {
  let value = state
  for (const key of path) value = partAt(value, key)
  return value
}

function partAt(value: unknown, key: unknown): unknown {
  const kind = kindOf(value)
  if (!hasParts(value, kind)) return undefined
  if (isMap(value, kind)) return value.get(keyIn(value, key))
  if (isSet(value, kind)) return value.has(keyIn(value, key)) ? keyIn(value, key) : undefined
  const name = String(key)
  const isThere =
    kind === 'Object' || kind === 'Array' ? Object.hasOwn(value, name) : namesIn(value, kind).includes(name)
  return isThere ? Reflect.get(value, name) : undefined
}

/** Returns the key itself if the map or set has it, or else the first equal key. */
function keyIn(value: ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>, key: unknown): unknown {
  if (!isObject(key) || value.has(key)) return key
  const keys = [...value.keys()].filter(isObject)
  const classOf = new EqualityClasses().of([key, ...keys])
  return keys.find((other) => classOf(other) === classOf(key)) ?? key
}
