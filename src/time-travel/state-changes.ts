import { comparedParts, isObject } from './compared-parts.ts'
import { EqualityClasses } from './equality-classes.ts'
import { hasParts, isSameWhole, kindOf } from './state-kinds.ts'
import { isMap, isSet, namesIn } from './state-parts.ts'

/**
 * Where in a state: names of properties, indexes of arrays, keys of maps, members of sets. A key or a member may be an object;
 * it means the one that is equal to it.
 */
export type Path = readonly unknown[]

/** One difference between two states. */
export type StateChange = {
  readonly kind: 'added' | 'removed' | 'changed'
  readonly path: Path
  /** Not when added. */
  readonly before?: unknown
  /** Not when removed. */
  readonly after?: unknown
}

/**
 * What makes two states different, as paths. It reports every difference in what a structured clone keeps.
 *
 * - Objects, arrays, maps, sets and errors are compared part by part: arrays index by index, maps key by key. A value is not the
 *   same as no value, and `-0` is not `0`.
 * - A key of a map, or a member of a set, that is an object is found by what it holds. A member that changes is one member
 *   removed and another one added.
 * - Buffers, views of buffers, dates, regular expressions and boxed primitives are compared as a whole.
 * - The order of properties, of entries and of members does not count, nor does the class of an object or the stack of an error.
 * - The content of a `Blob` cannot be read at once: its size and type are compared, and the name and time of a `File`.
 * - Of a state that leads back to itself, or that has the same parts at more than 100,000 places, what can be reached by
 *   several paths may be reported for the first of them alone.
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
  // A list of what is still to be compared, because a state may be nested deeper than calls can be.
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

/** What two states have at a path, and the pair that it is a part of. */
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

/** Which pairs were compared. The same pair at several paths is compared at each, as long as that comes to an end soon. */
class Visits {
  /** Nearly every part is compared with one other part. */
  readonly #partner = new Map<unknown, unknown>()
  readonly #others = new Map<unknown, Set<unknown>>()
  #repeats = 0

  isDue(pair: Pair): boolean {
    if (this.#isNew(pair)) return true
    if (this.#repeats >= mostRepeats) return false
    // Of parts that lead back to themselves there is no end of paths.
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

/** What a state has at a path; undefined: nothing. */
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

/** The key itself, or the first one that is equal to it. */
function keyIn(value: ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>, key: unknown): unknown {
  if (!isObject(key) || value.has(key)) return key
  const keys = [...value.keys()].filter(isObject)
  const classOf = new EqualityClasses().of([key, ...keys])
  return keys.find((other) => classOf(other) === classOf(key)) ?? key
}
