import { canonical, isObject, type Random, random } from './canonical.ts'

type Named = { [key: string]: unknown }

/** Returns a state with all kinds of values, some at several places. */
export function randomState(seed: number): Named {
  const next = random(seed)
  const shared = { n: 1 }
  return {
    a: freshValue(next),
    b: freshValue(next),
    list: [1, { x: 1 }, { y: [2] }, shared],
    map: new Map<unknown, unknown>([
      ['k', { v: 1 }],
      [{ key: 1 }, [1]],
    ]),
    set: new Set<unknown>([1, { m: 1 }]),
    shared,
  }
}

/** Changes or reads a random part of a state. The changes depend only on the seed and on the content. Returns what was read. */
export function randomChange(seed: number, state: object): unknown {
  const next = random(seed)
  const target = randomPart(next, state)
  const value = randomValue(next, state)
  try {
    if (target instanceof Map) return one(next, mapChanges)(target, value, next)
    if (target instanceof Set) return one(next, setChanges)(target, value, next)
    if (target instanceof Date) return next(2) ? target.setTime(next(50)) : target.getTime()
    if (target instanceof Uint8Array) return Reflect.set(target, next(4), next(9))
    if (target instanceof DataView) return target.setUint8(0, next(9))
    if (target instanceof ArrayBuffer) return new Uint8Array(target)[0]
    if (Array.isArray(target)) return one(next, listChanges)(target, value, next)
    return one(next, objectChanges)(target as Named, value, next)
  } catch (error) {
    // Changes of frozen parts throw.
    if (error instanceof TypeError || error instanceof RangeError) return error.name
    throw error
  }
}

function one<Item>(next: Random, items: readonly Item[]): Item {
  return items[next(items.length)] as Item
}

function freshValue(next: Random, depth = 0): unknown {
  const inner = (): unknown => freshValue(next, depth + 1)
  const simple = [() => next(5), () => 'text', () => null, () => undefined]
  const nested = [
    () => ({ a: inner(), b: inner() }),
    () => [inner(), inner()],
    () =>
      new Map([
        ['a', inner()],
        [inner(), inner()],
      ] as [unknown, unknown][]),
    () => new Set([inner(), inner()]),
    () => new Date(next(100)),
    () => Uint8Array.of(next(9), 0, 0, 0),
    () => twoViews(),
    () => Object.assign(Object.create(null), { n: inner() }),
    () => Object.freeze({ c: inner(), d: [inner()] }),
  ]
  return one(next, depth > 2 ? simple : [...simple, ...nested])()
}

function twoViews(): unknown[] {
  const bytes = new Uint8Array(4)
  return [bytes, new DataView(bytes.buffer, 1)]
}

function randomPart(next: Random, state: object): object {
  let part = state
  for (let level = next(5); level > 0; level -= 1) {
    const parts = partsOf(part).filter(isObject)
    if (parts.length > 0) part = one(next, parts)
  }
  return part
}

function partsOf(value: object): unknown[] {
  if (value instanceof Map) return [...value.values(), ...value.keys()]
  if (value instanceof Set) return [...value]
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer ? [] : Object.values(value)
}

/** Returns a new value, a part of the state, or a new value that contains a part of the state. */
function randomValue(next: Random, state: object): unknown {
  const part = randomPart(next, state)
  const copies = [() => copyOf(part), () => ({ ...part, z: 1 }), () => Object.freeze([part]), () => [part, part]]
  return one(next, [() => freshValue(next), () => freshValue(next), () => part, ...copies])()
}

function copyOf(part: object): unknown {
  if (Array.isArray(part)) return [...part]
  if (part instanceof Map) return new Map(part)
  return part instanceof Set ? new Set(part) : { part }
}

/** Changes an object that a callback or a loop received, unless the object is frozen. */
function touch(value: unknown): boolean {
  if (isObject(value) && Object.getPrototypeOf(value) === Object.prototype) {
    Reflect.set(value, 'touched', Number(Reflect.get(value, 'touched') ?? 0) + 1)
  }
  return true
}

const mapChanges: ((map: Map<unknown, unknown>, value: unknown, next: Random) => unknown)[] = [
  (map, value) => map.set('k', value).size,
  (map, value) => map.set(value, 'by object').size,
  (map, value) => (map.has(value) ? 1 : map.get('k') === undefined),
  (map, _, next) => map.delete([...map.keys()][next(map.size + 1)]),
  (map) => {
    let seen = 0
    for (const [key] of map) {
      seen += 1
      if (seen % 2 === 0) map.delete(key)
      if (seen === 2) map.set('late', seen)
    }
    return seen
  },
  (map) => {
    map.forEach((value, _, all) => {
      touch(all === map ? value : undefined)
    })
  },
  (map) => [...map.keys()].forEach(touch),
  (map) => [...map.entries()].every(([key, value]) => map.get(key) === value),
  (map, _, next) => (next(5) === 0 ? map.clear() : map.size),
]

const setChanges: ((set: Set<unknown>, value: unknown, next: Random) => unknown)[] = [
  (set, value) => set.add(value).size,
  (set, value) => set.has(value),
  (set, _, next) => set.delete([...set][next(set.size + 1)]),
  (set) => {
    let seen = 0
    for (const member of set) {
      seen += 1
      if (seen % 2 === 0) set.delete(member)
      if (seen === 2) set.add('late')
    }
    return seen
  },
  (set) => set.forEach(touch),
  (set, _, next) => (next(5) === 0 ? set.clear() : [...set.entries()].length),
]

const objectChanges: ((part: Named, value: unknown, next: Random) => unknown)[] = [
  (part, value, next) => Reflect.set(part, one(next, ['a', 'b', 'x']), value),
  (part, value) => Object.assign(part, { p: value, q: 1 }) === part,
  (part, _, next) => Reflect.deleteProperty(part, one(next, ['a', 'b', 'x', 'p'])),
  (part) => JSON.stringify(Object.keys(part)) + ('a' in part) + Object.hasOwn(part, 'x'),
  (part) => canonical(Object.entries(part)),
  (part) => {
    part.self = part
  },
  (part) => {
    part.count = Number(part.count ?? 0) + 1
  },
  (part) => {
    const { a, ...rest } = part
    part.rest = rest
    return typeof a
  },
  (part, _, next) =>
    Object.defineProperty(part, '__proto__', {
      value: next(3),
      writable: true,
      enumerable: true,
      configurable: true,
    }) === part,
  (part) => Object.values(Object.getOwnPropertyDescriptors(part)).every(({ value }) => touch(value)),
]

const listChanges: ((list: unknown[], value: unknown, next: Random) => unknown)[] = [
  (list, value) => list.push(value),
  (list) => touch(list.pop()),
  (list) => list.push(list.shift()),
  (list, value) => list.unshift(value, 1),
  (list, value, next) => {
    const removed = list.splice(next(list.length + 1), next(3), value)
    touch(removed[0])
    return canonical(removed)
  },
  (list) => canonical(list.splice(0)),
  (list) => list.reverse() === list,
  (list) => list.sort((a, b) => Number(isObject(a)) - Number(isObject(b))) === list,
  (list, _, next) => list.copyWithin(0, next(3)) === list,
  (list, value, next) => list.fill(value, next(3)) === list,
  (list, _, next) => Reflect.set(list, 'length', next(list.length + 2)),
  (list, value, next) => Reflect.set(list, next(list.length + 1), value),
  (list, _, next) => Reflect.deleteProperty(list, next(list.length + 1)),
  (list, value) => Reflect.set(list, 'extra', value),
  (list) => {
    const found = list.find(isObject)
    touch(found)
    return [list.indexOf(found), list.includes(found), list.lastIndexOf(found)].join()
  },
  (list) => touch(list.findLast(isObject)),
  (list) => list.findIndex(isObject) + list.findLastIndex(isObject),
  (list) => list.filter(isObject).map(touch).length,
  (list) => list.map((item, index, all) => (all === list ? touch(item) : index)).length,
  (list) => list.flatMap((item) => [item, item]).length,
  (list) => list.some((item) => !touch(item)) || list.every(touch),
  (list) => list.reduce((sum: number, item) => sum + Number(isObject(item)), 0),
  (list) => {
    list.forEach((item, index) => {
      if (index === 0) list.push(9)
      touch(item)
    })
  },
  (list) => {
    for (const item of list.slice(-2)) touch(item)
  },
  (list) => {
    for (const [index, item] of list.entries()) touch(index > 0 ? item : undefined)
  },
  (list) => {
    const [first, ...rest] = list
    touch(first)
    rest.forEach(touch)
  },
  (list) => canonical([list.concat(list), list.toReversed(), list.at(-1), list.flat()]),
]
