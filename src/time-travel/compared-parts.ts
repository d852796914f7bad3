import { isKeyedRows, type KeyedRows, keyedRows } from '../values/keyed-rows.ts'
import type { EqualityClasses } from './equality-classes.ts'
import { isDense, isMap, isSet, namesIn, type PartName } from './state-parts.ts'

/** A part of a value, with its key. */
type Part = readonly [key: unknown, part: unknown]

/** The parts of two values of one kind, compared by key. */
export type ComparedParts = {
  readonly removed: readonly Part[]
  readonly added: readonly Part[]
  /** The keys in both values whose parts are not identical and must be compared. */
  readonly common: readonly (readonly [key: unknown, before: unknown, after: unknown])[]
}

/** Pairs the parts of two values by their keys. @param kind the kind of both values */
export function comparedParts(before: object, after: object, kind: string, classes: EqualityClasses): ComparedParts {
  if (isKeyedRows(before) && isKeyedRows(after)) return comparedRows(before, after)
  if (isMap(before, kind) && isMap(after, kind)) return comparedEntries(before, after, classes)
  if (isSet(before, kind) && isSet(after, kind)) return comparedEntries(entriesOf(before), entriesOf(after), classes)
  if (isDense(before) && isDense(after)) return comparedItems(before, after)
  const named = comparedNamed(before, after, kind)
  return Array.isArray(before) && Array.isArray(after) ? withLength(named, before, after) : named
}

/** Compares the rows of two versions of a collection. Visits only the rows that differ. */
function comparedRows(before: KeyedRows<unknown>, after: KeyedRows<unknown>): ComparedParts {
  const differences = before[keyedRows].differencesTo(after)
  return {
    removed: differences.flatMap(([key, row, next]) => (next === undefined ? [[key, row] as const] : [])),
    added: differences.flatMap(([key, row, next]) => (row === undefined ? [[key, next] as const] : [])),
    common: differences.filter(([, row, next]) => row !== undefined && next !== undefined),
  }
}

function comparedItems(before: readonly unknown[], after: readonly unknown[]): ComparedParts {
  const shared = Math.min(before.length, after.length)
  const common: [unknown, unknown, unknown][] = []
  for (let index = 0; index < shared; index += 1) {
    if (!Object.is(before[index], after[index])) common.push([index, before[index], after[index]])
  }
  const rest = (list: readonly unknown[]): Part[] => list.slice(shared).map((item, index) => [shared + index, item])
  return { removed: rest(before), added: rest(after), common }
}

function comparedNamed(before: object, after: object, kind: string): ComparedParts {
  const [names, newNames] = [namesIn(before, kind), namesIn(after, kind)]
  const removed: Part[] = []
  const added: Part[] = []
  const common: [unknown, unknown, unknown][] = []
  const compare = (name: PartName): void => {
    const [part, newPart]: unknown[] = [Reflect.get(before, name), Reflect.get(after, name)]
    if (!Object.is(part, newPart)) common.push([name, part, newPart])
  }
  if (names.length === newNames.length && names.every((name, index) => name === newNames[index])) names.forEach(compare)
  else {
    const [known, newlyKnown] = [new Set(names), new Set(newNames)]
    for (const name of names) if (!newlyKnown.has(name)) removed.push([name, Reflect.get(before, name)])
    for (const name of newNames) {
      if (known.has(name)) compare(name)
      else added.push([name, Reflect.get(after, name)])
    }
  }
  return { removed, added, common }
}

/** Adds the length as a difference if the longer array ends with a hole. Otherwise its last item already shows the difference. */
function withLength(named: ComparedParts, before: readonly unknown[], after: readonly unknown[]): ComparedParts {
  if (before.length === after.length) return named
  const longer = before.length > after.length ? before : after
  if (Object.hasOwn(longer, longer.length - 1)) return named
  return { ...named, common: [['length', before.length, after.length], ...named.common] }
}

/** Returns the members of a set, each with itself as its key. */
function entriesOf(set: ReadonlySet<unknown>): ReadonlyMap<unknown, unknown> {
  return new Map(set.entries())
}

/** Compares the entries of two maps. Keys that are objects are paired by their content, because each copy of a state has new objects. */
function comparedEntries(
  before: ReadonlyMap<unknown, unknown>,
  after: ReadonlyMap<unknown, unknown>,
  classes: EqualityClasses,
): ComparedParts {
  const removed: Part[] = []
  const added: Part[] = []
  const common: [unknown, unknown, unknown][] = []
  const [objects, newObjects]: [Part[], Part[]] = [[], []]
  const isUnchanged = (key: unknown): boolean =>
    before.has(key) && after.has(key) && Object.is(before.get(key), after.get(key))
  for (const [key, part] of before) {
    if (isUnchanged(key)) continue
    if (isObject(key)) objects.push([key, part])
    else if (after.has(key)) common.push([key, part, after.get(key)])
    else removed.push([key, part])
  }
  for (const [key, part] of after) {
    if (isUnchanged(key)) continue
    if (isObject(key)) newObjects.push([key, part])
    else if (!before.has(key)) added.push([key, part])
  }
  if (objects.length === 0 || newObjects.length === 0) {
    return { removed: [...removed, ...objects], added: [...added, ...newObjects], common }
  }
  const paired = pairs(objects, newObjects, classes)
  return {
    removed: [...removed, ...paired.removed],
    added: [...added, ...paired.added],
    common: [...common, ...paired.common],
  }
}

/** Pairs parts with equal keys. For several equal keys, pairs equal values first, and then the other parts in their order. */
function pairs(before: readonly Part[], after: readonly Part[], classes: EqualityClasses): ComparedParts {
  const classOf = classes.of([...before, ...after].map(([key]) => key))
  const newGroups = grouped(after, classOf)
  const removed: Part[] = []
  const added: Part[] = []
  const common: [unknown, unknown, unknown][] = []
  for (const [name, group] of grouped(before, classOf)) {
    const newGroup = newGroups.get(name) ?? []
    newGroups.delete(name)
    const [left, newLeft] =
      group.length > 1 || newGroup.length > 1 ? withoutEqual(group, newGroup, classes) : [group, newGroup]
    for (const [index, [, part]] of left.slice(0, newLeft.length).entries()) {
      const [key, newPart] = newLeft[index] ?? []
      // Members of sets are their own keys, and the keys are equal.
      if (key !== newPart) common.push([key, part, newPart])
    }
    for (const part of left.slice(newLeft.length)) removed.push(part)
    for (const part of newLeft.slice(left.length)) added.push(part)
  }
  for (const group of newGroups.values()) for (const part of group) added.push(part)
  return { removed, added, common }
}

/** Removes the pairs of parts that also have equal values. */
function withoutEqual(
  before: readonly Part[],
  after: readonly Part[],
  classes: EqualityClasses,
): readonly [before: readonly Part[], after: readonly Part[]] {
  const classOf = classes.of([...before, ...after].map(([, part]) => part))
  const byValue = ([, part]: Part): string => classOf(part)
  const equal = grouped(after, (_, part) => classOf(part))
  const left = before.filter((part) => equal.get(byValue(part))?.pop() === undefined)
  return [left, [...equal.values()].flat()]
}

function grouped(parts: readonly Part[], nameOf: (key: unknown, part: unknown) => string): Map<string, Part[]> {
  const groups = new Map<string, Part[]>()
  for (const part of parts) {
    const name = nameOf(...part)
    const group = groups.get(name)
    if (group) group.push(part)
    else groups.set(name, [part])
  }
  return groups
}

/** Returns whether a value is an object and not null. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
