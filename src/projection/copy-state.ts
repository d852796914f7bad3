import { setOwn } from '../log/own-fields.ts'
import { checkClass, checkPrimitive, copyOfLeaf, kindOf, looseKeysOf } from './state-parts.ts'

/**
 * A deep copy of a state. Unlike a structured clone, it keeps frozen objects and objects without a prototype as they are, and it
 * refuses what a structured clone would silently change. An object that is at several places is copied once.
 *
 * @throws {@link InvalidArgument} names the path of the first value that cannot be copied
 */
export function copyOfState<State>(state: State): State {
  return new StateCopy(() => false).of(state)
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

class StateCopy {
  readonly nullPrototypes: number[] = []
  readonly #losesPrototype: (number: number) => boolean
  readonly #copies = new Map<object, object>()
  readonly #path: (string | number)[] = []

  /** @param losesPrototype which objects get no prototype although their originals have one, by number */
  constructor(losesPrototype: (number: number) => boolean) {
    this.#losesPrototype = losesPrototype
  }

  // What goes in as a State comes out as one.
  of<State>(state: State): State {
    return this.#copyOf(state) as State
  }

  #copyOf(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) {
      checkPrimitive(value, this.#path)
      return value
    }
    const known = this.#copies.get(value)
    if (known !== undefined) return known
    const copy = this.#copyOfObject(value)
    if (Object.isFrozen(value)) Object.freeze(copy)
    return copy
  }

  #copyOfObject(value: object): object {
    switch (kindOf(value, this.#path)) {
      case 'object':
        return this.#copyOfPlain(value as Parts)
      case 'array':
        return this.#copyOfArray(value as unknown[])
      case 'map':
        return this.#copyOfMap(value as Map<unknown, unknown>)
      case 'set':
        return this.#copyOfSet(value as Set<unknown>)
      case 'view':
        return this.#copyOfView(value as ArrayBufferView)
      case 'leaf':
        return this.#remembered(value, copyOfLeaf(value, this.#path))
    }
  }

  /** To be called before the parts are copied: one of them may lead back to the whole. */
  #remembered<Copy extends object>(value: object, copy: Copy): Copy {
    this.#copies.set(value, copy)
    return copy
  }

  #copyOfPlain(value: Parts): object {
    const number = this.#copies.size
    const isWithout = Object.getPrototypeOf(value) === null || this.#losesPrototype(number)
    if (isWithout) this.nullPrototypes.push(number)
    const copy: Parts = this.#remembered(value, isWithout ? Object.create(null) : {})
    for (const key of Object.keys(value)) setOwn(copy, key, this.#partAt(key, value[key]))
    return copy
  }

  #copyOfArray(list: readonly unknown[]): object {
    const copy: unknown[] = this.#remembered(list, [])
    const keys = looseKeysOf(list)
    if (!keys) {
      for (let index = 0; index < list.length; index++) copy.push(this.#partAt(index, list[index]))
      return copy
    }
    copy.length = list.length
    // An array has its items by key, too.
    const [from, to] = [list as unknown as Parts, copy as unknown as Parts]
    for (const key of keys) setOwn(to, key, this.#partAt(key, from[key]))
    return copy
  }

  #copyOfMap(map: ReadonlyMap<unknown, unknown>): object {
    const copy = this.#remembered(map, new Map<unknown, unknown>())
    for (const [key, part] of map) copy.set(this.#partAt('(key)', key), this.#partAt(nameOf(key), part))
    return copy
  }

  #copyOfSet(set: ReadonlySet<unknown>): object {
    const copy = this.#remembered(set, new Set<unknown>())
    for (const member of set) copy.add(this.#partAt('(member)', member))
    return copy
  }

  /** Views of one buffer become views of one copy of it. */
  #copyOfView(view: ArrayBufferView): object {
    checkClass(view, this.#path)
    const buffer = this.#partAt('buffer', view.buffer)
    const length = view instanceof DataView ? view.byteLength : Reflect.get(view, 'length')
    return this.#remembered(view, Reflect.construct(view.constructor, [buffer, view.byteOffset, length]))
  }

  #partAt(key: string | number, value: unknown): unknown {
    this.#path.push(key)
    const copy = this.#copyOf(value)
    this.#path.pop()
    return copy
  }
}

function nameOf(key: unknown): string | number {
  return typeof key === 'string' || typeof key === 'number' ? key : '(value)'
}
