import { setOwn } from '../values/own-fields.ts'
import { copyKindOf, copyOfLeaf, isNoData, isOfKnownClass, looseKeysOf, refused } from './copy-kinds.ts'

/**
 * A deep copy of a state. Unlike a structured clone, it keeps frozen objects and objects without a prototype as they are, and it
 * refuses what a structured clone would silently change. An object that is at several places is copied once.
 *
 * @throws {@link InvalidArgument} names the path of the first value that cannot be copied
 */
export function copyOfState<State>(state: State): State {
  return new StateCopy(() => false).of(state)
}

/**
 * A state that its holder may change without changing it for others. A frozen one is trusted to be immutable, and is not copied.
 *
 * @throws {@link InvalidArgument} as {@link copyOfState}
 */
export function ownState<State>(state: State): State {
  return Object.isFrozen(state) ? state : copyOfState(state)
}

/** The same for a value of an application, such as a command: one that cannot be copied is given as it is. */
export function copyIfData<Value>(value: Value): Value {
  try {
    return ownState(value)
  } catch {
    return value
  }
}

/** A copy of a state in a form that survives a structured clone. */
export type ClonableState<State> = {
  readonly state: State
  /** Which of its objects have no prototype, counted in the order in which they are copied. */
  readonly nullPrototypes: readonly number[]
}

/**
 * A copy of a state to store or to send, with what a structured clone would lose.
 *
 * @throws {@link InvalidArgument} names the path of the first value that cannot be copied
 */
export function clonableState<State>(state: State): ClonableState<State> {
  const copy = new StateCopy(() => false)
  return { state: copy.of(state), nullPrototypes: copy.nullPrototypes }
}

/** The state of which this is a structured clone. */
export function restoredState<State>({ state, nullPrototypes }: ClonableState<State>): State {
  if (nullPrototypes.length === 0) return state
  const numbers = new Set(nullPrototypes)
  return new StateCopy((number) => numbers.has(number)).of(state)
}

/** An object or an array, by key. */
type Parts = { [key: string]: unknown }

/** A copy without its parts yet, and where its original is. */
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
  /** A list instead of calls: a state may be nested deeper than calls can be. */
  readonly #begun: Begun[] = []
  /** The object whose parts are being copied. */
  #whole: Begun | undefined

  /** @param losesPrototype which objects get no prototype although their originals have one, by number */
  constructor(losesPrototype: (number: number) => boolean) {
    this.#losesPrototype = losesPrototype
  }

  // What goes in as a State comes out as one.
  of<State>(state: State): State {
    const copy = this.#copyOf(state, '') as State
    for (let begun = this.#begun.pop(); begun; begun = this.#begun.pop()) {
      this.#whole = begun
      this.#copyParts(begun)
      if (Object.isFrozen(begun.value)) Object.freeze(begun.copy)
    }
    return copy
  }

  /** @param key where the value is in the object whose parts are being copied @returns its copy, which gets its parts later */
  #copyOf(value: unknown, key: string | number): unknown {
    if (typeof value !== 'object' || value === null) {
      if (isNoData(value)) throw refused(value, this.#pathTo(key))
      return value
    }
    const known = this.#copies.get(value)
    if (known !== undefined) return known
    const copy = this.#emptyCopyOf(value, key)
    this.#copies.set(value, copy)
    this.#begun.push({ value, copy, key, whole: this.#whole })
    return copy
  }

  #emptyCopyOf(value: object, key: string | number): object {
    const copy = this.#emptyOf(value)
    if (copy === undefined) throw refused(value, this.#pathTo(key))
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
        return copyOfLeaf(value)
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

  /** Views of one buffer become views of one copy of it. */
  #copyOfView(view: ArrayBufferView): object | undefined {
    if (!isOfKnownClass(view)) return undefined
    const buffer = this.#copyOf(view.buffer, 'buffer')
    const length = view instanceof DataView ? view.byteLength : Reflect.get(view, 'length')
    return Reflect.construct(view.constructor, [buffer, view.byteOffset, length])
  }

  #copyParts({ value, copy }: Begun): void {
    if (value instanceof Map && copy instanceof Map) {
      for (const [key, part] of value) copy.set(this.#copyOf(key, '(key)'), this.#copyOf(part, nameOf(key)))
    } else if (value instanceof Set && copy instanceof Set) {
      for (const member of value) copy.add(this.#copyOf(member, '(member)'))
    } else if (Array.isArray(value) && Array.isArray(copy)) {
      this.#copyItems(value, copy)
    } else if (copyKindOf(value) === 'object') {
      this.#copyNamed(value as Parts, copy as Parts, Object.keys(value))
    }
  }

  #copyItems(list: readonly unknown[], copy: unknown[]): void {
    const keys = looseKeysOf(list)
    if (keys) {
      copy.length = list.length
      return this.#copyNamed(byKey(list), byKey(copy), keys)
    }
    for (let index = 0; index < list.length; index++) copy.push(this.#copyOf(list[index], index))
  }

  #copyNamed(value: Parts, copy: Parts, keys: readonly string[]): void {
    for (const key of keys) setOwn(copy, key, this.#copyOf(value[key], key))
  }

  #pathTo(key: string | number): (string | number)[] {
    const path = this.#whole ? [key] : []
    for (let one = this.#whole; one?.whole; one = one.whole) path.unshift(one.key)
    return path
  }
}

// An array has its items by key, too, and TypeScript does not see that.
function byKey(list: readonly unknown[]): Parts {
  return list as unknown as Parts
}

function nameOf(key: unknown): string | number {
  return typeof key === 'string' || typeof key === 'number' ? key : '(value)'
}
