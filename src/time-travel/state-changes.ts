/** Where in a state: names of properties, indexes of arrays, keys of maps, members of sets. */
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
 * What makes two states different, as paths. Objects, arrays, maps and sets are looked into; arrays are compared place by
 * place. Of maps and sets, a key or a member that is an object is known by its JSON text. A state may lead back to itself: what
 * can then be reached by several paths may be told of by the first.
 *
 * @example
 * ```ts
 * stateChanges({ ada: 100 }, { ada: 70, bob: 30 })
 * // [{ kind: 'changed', path: ['ada'], before: 100, after: 70 }, { kind: 'added', path: ['bob'], after: 30 }]
 * ```
 */
export function stateChanges(before: unknown, after: unknown): StateChange[] {
  const changes: StateChange[] = []
  // A list of what is still to be compared, because a state may be nested deeper than calls can be.
  const waiting: Pair[] = [[[], before, after]]
  const seen = new Map<unknown, Set<unknown>>()
  let leadsBack = false
  for (let pair = waiting.pop(); pair; pair = waiting.pop()) {
    const [path, before, after] = pair
    if (isSame(before, after)) continue
    const [parts, newParts] = [partsOf(before), partsOf(after)]
    if (!parts || !newParts || kindOf(before) !== kindOf(after)) {
      changes.push({ kind: 'changed', path, before, after })
      continue
    }
    const seenWith = seen.get(before) ?? new Set()
    // What only stands at several paths is told of at each. Where there are circles, there is no end of paths.
    leadsBack ||= seenWith.has(after) && isWithinItself(pair)
    if (leadsBack && seenWith.has(after)) continue
    seen.set(before, seenWith.add(after))
    for (const [key, part] of parts) {
      if (!newParts.has(key)) changes.push({ kind: 'removed', path: [...path, key], before: part })
    }
    const common: Pair[] = []
    for (const [key, part] of newParts) {
      if (parts.has(key)) common.push([[...path, key], parts.get(key), part, pair])
      else changes.push({ kind: 'added', path: [...path, key], after: part })
    }
    for (const one of common.reverse()) waiting.push(one)
  }
  return changes
}

/** What two states have at a path, and the pair that it is a part of. */
type Pair = readonly [path: Path, before: unknown, after: unknown, whole?: Pair]

function isWithinItself([, before, after, whole]: Pair): boolean {
  while (whole && (whole[1] !== before || whole[2] !== after)) whole = whole[3]
  return whole !== undefined
}

/** What a state has at a path; undefined: nothing. */
export function valueAt(state: unknown, path: Path): unknown {
  let value = state
  for (const key of path) {
    if (value instanceof Map || value instanceof Set) value = partsOf(value)?.get(key)
    else value = isContainer(value) && Object.hasOwn(value, String(key)) ? Reflect.get(value, String(key)) : undefined
  }
  return value
}

function partsOf(value: unknown): Map<unknown, unknown> | undefined {
  if (value instanceof Map) return new Map(Array.from(value, ([key, part]) => [knownAs(key), part]))
  if (value instanceof Set) return new Map(Array.from(value, (member) => [knownAs(member), member]))
  if (Array.isArray(value)) return new Map(value.entries())
  return isContainer(value) ? new Map(Object.entries(value)) : undefined
}

function knownAs(key: unknown): unknown {
  return typeof key === 'object' ? JSON.stringify(key) : key
}

function isContainer(value: unknown): value is object {
  return /\b(Object|Array|Map|Set)]/.test(kindOf(value))
}

/** Dates and other values without parts are the same when they say the same. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (kindOf(one) !== kindOf(other) || isContainer(one)) return false
  return String(one) === String(other) && Object.is(Number(one), Number(other))
}

function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value)
}
