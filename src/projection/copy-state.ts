import { isKeyedRows, keyedRows } from '../values/keyed-rows.ts'
import { setOwn } from '../values/plain-objects.ts'
import { copyKindOf, copyOfLeaf, isNoData, isOfKnownClass, looseKeysOf, notClonable, viewOf } from './copy-kinds.ts'
import { isFrozenInstance } from './immutable.ts'

/**
 * Returns a deep copy of a state. Unlike a structured clone, it copies frozen objects as frozen, and objects without a prototype as
 * such. It throws for values that a structured clone would silently change. A repeated object has one copy.
 *
 * @throws {@link InvalidArgument} names the path of the first value that cannot be copied
 */
export function copyOfState<State>(state: State): State {
  return new StateCopy(() => false).of(state)
}

/**
 * Returns a state that the caller may change: a copy, or the same state if that state is frozen. Frozen states and frozen instances of
 * classes count as immutable.
 *
 * @throws {@link InvalidArgument} as {@link copyOfState}
 */
export function ownState<State>(state: State): State {
  return Object.isFrozen(state) ? state : new StateCopy(() => false, true).of(state)
}

/**
 * Returns a copy of a state as {@link ownState}, if the state is small. The copy stops as soon as the state is too large.
 *
 * @param most the largest number of parts
 * @returns `undefined`: the state is too large or cannot be copied
 */
export function smallCopyOf<State>(state: State, most: number): State | undefined {
  try {
    return new StateCopy(() => false, true, most).of(state)
  } catch {
    return undefined
  }
}

/** Returns a copy of a value of the application, such as a command. Returns the value itself if it cannot be copied. */
export function copyIfData<Value>(value: Value): Value {
  try {
    return ownState(value)
  } catch {
    return value
  }
}

/** A copy of a state, with the information that a structured clone would lose. The rows of a collection are copied as a `Map`. */
export type ClonableState<State> = {
  readonly state: State
  /** Numbers of the objects that have no prototype, in the order in which they were copied, from 0. */
  readonly nullPrototypes: readonly number[]
}

/**
 * Copies a state for storage or for a message.
 *
 * @throws {@link InvalidArgument} names the path of the first value that cannot be copied
 */
export function clonableState<State>(state: State): ClonableState<State> {
  const copy = new StateCopy(() => false)
  return { state: copy.of(state), nullPrototypes: copy.nullPrototypes }
}

/** Restores a state from a structured clone of {@link clonableState}. */
export function restoredState<State>({ state, nullPrototypes }: ClonableState<State>): State {
  if (nullPrototypes.length === 0) return state
  const numbers = new Set(nullPrototypes)
  return new StateCopy((number) => numbers.has(number)).of(state)
}

/**
 * Returns a restored state as the rows of a collection, if the states of its projection are rows.
 *
 * @param like returns another state of the same projection
 */
export function asRowsLike<State>(restored: State, like: () => unknown): State {
  const rows = restored instanceof Map ? like() : undefined
  // The rows of a collection were copied as a map.
  return isKeyedRows(rows) ? (rows[keyedRows].withRows(restored as ReadonlyMap<string, unknown>) as State) : restored
}

/** An object or an array, with its parts by key. */
type Parts = { [key: string]: unknown }

/** A copy that does not have its parts yet, and the place of its original. */
type Begun = {
  readonly value: object
  readonly copy: object
  readonly key: string | number
  readonly whole: Begun | undefined
}

class StateCopy {
  readonly nullPrototypes: number[] = []
  readonly #losesPrototype: (number: number) => boolean
  readonly #copies = new Map<object, object>()
  /** A list instead of recursion, because a state can be nested deeper than the call stack allows. */
  readonly #begun: Begun[] = []
  /** The object whose parts are being copied. */
  #whole: Begun | undefined

  readonly #keepsInstances: boolean
  #partsLeft: number

  /**
   * @param losesPrototype returns whether the copy of the object with this number must have no prototype
   * @param keepsInstances whether the copy contains the frozen instances of classes themselves
   * @param mostParts the largest number of parts to copy
   */
  constructor(losesPrototype: (number: number) => boolean, keepsInstances = false, mostParts = Infinity) {
    this.#partsLeft = mostParts
    this.#losesPrototype = losesPrototype
    this.#keepsInstances = keepsInstances
  }

  // The copy has the type of its original.
  of<State>(state: State): State {
    const copy = this.#copyOf(state, '') as State
    for (let begun = this.#begun.pop(); begun; begun = this.#begun.pop()) {
      this.#whole = begun
      this.#copyParts(begun)
      if (Object.isFrozen(begun.value)) Object.freeze(begun.copy)
    }
    return copy
  }

  /** Returns a copy that gets its parts later. @param key the place of the value in the object whose parts are being copied */
  #copyOf(value: unknown, key: string | number): unknown {
    if (typeof value !== 'object' || value === null) {
      if (isNoData(value)) throw notClonable(value, this.#pathTo(key))
      return value
    }
    const known = this.#copies.get(value)
    if (known !== undefined) return known
    if (this.#keepsInstances && isFrozenInstance(value)) return value
    const copy = this.#emptyCopyOf(value, key)
    this.#copies.set(value, copy)
    this.#begun.push({ value, copy, key, whole: this.#whole })
    return copy
  }

  #emptyCopyOf(value: object, key: string | number): object {
    const copy = this.#emptyOf(value)
    if (copy === undefined) throw notClonable(value, this.#pathTo(key))
    return copy
  }

  #emptyOf(value: object): object | undefined {
    switch (copyKindOf(value)) {
      case 'object':
        return this.#emptyObject(value)
      case 'array':
        return []
      case 'map':
        return new Map()
      case 'set':
        return new Set()
      case 'view':
        return this.#copyOfView(value as ArrayBufferView)
      case 'leaf':
        return isKeyedRows(value) ? new Map() : copyOfLeaf(value)
      case 'unknown':
        return undefined
    }
  }

  #emptyObject(value: object): object {
    const number = this.#copies.size
    if (Object.getPrototypeOf(value) !== null && !this.#losesPrototype(number)) return {}
    this.nullPrototypes.push(number)
    return Object.create(null)
  }

  /** Copies a view of a buffer. Views of one buffer become views of one copy of it. */
  #copyOfView(view: ArrayBufferView): object | undefined {
    if (!isOfKnownClass(view)) return undefined
    const buffer = this.#copyOf(view.buffer, 'buffer')
    return viewOf(view, buffer)
  }

  #copyParts({ value, copy }: Begun): void {
    if ((value instanceof Map || isKeyedRows(value)) && copy instanceof Map) {
      this.#count(value.size)
      for (const [key, part] of value) copy.set(this.#copyOf(key, '(key)'), this.#copyOf(part, nameOf(key)))
    } else if (value instanceof Set && copy instanceof Set) {
      this.#count(value.size)
      for (const member of value) copy.add(this.#copyOf(member, '(member)'))
    } else if (Array.isArray(value) && Array.isArray(copy)) {
      this.#copyItems(value, copy)
    } else if (copyKindOf(value) === 'object') {
      this.#copyNamed(value as Parts, copy as Parts, Object.keys(value))
    }
  }

  #copyItems(list: readonly unknown[], copy: unknown[]): void {
    this.#count(list.length)
    const keys = looseKeysOf(list)
    if (keys) {
      copy.length = list.length
      return this.#copyNamed(byKey(list), byKey(copy), keys)
    }
    for (let index = 0; index < list.length; index++) copy.push(this.#copyOf(list[index], index))
  }

  #copyNamed(value: Parts, copy: Parts, keys: readonly string[]): void {
    this.#count(keys.length)
    for (const key of keys) setOwn(copy, key, this.#copyOf(value[key], key))
  }

  #count(parts: number): void {
    this.#partsLeft -= parts
    if (this.#partsLeft < 0) throw new RangeError('The state is too large.')
  }

  #pathTo(key: string | number): (string | number)[] {
    const path = this.#whole ? [key] : []
    for (let one = this.#whole; one?.whole; one = one.whole) path.unshift(one.key)
    return path
  }
}

// An array also has its items by key, but its type does not declare them.
function byKey(list: readonly unknown[]): Parts {
  return list as unknown as Parts
}

function nameOf(key: unknown): string | number {
  return typeof key === 'string' || typeof key === 'number' ? key : '(value)'
}
