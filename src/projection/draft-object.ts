import { notClonable } from './copy-kinds.ts'
import { arrayMethod } from './draft-array.ts'
import { DraftNode, type Drafts, nameOf, nodeKey } from './draft-node.ts'
import { noteKey, shallowCopyOf } from './shallow-copy.ts'

/** An object or an array, with its parts by key. */
type Parts = { [key: PropertyKey]: unknown }

/**
 * The node of a draft of a plain object or an array. It is the handler of the proxy. The target of the proxy is the object itself, so
 * that keys of an object without changes need no trap.
 */
export class ObjectNode extends DraftNode implements ProxyHandler<object> {
  readonly draft: object
  readonly isFrozen: boolean
  #copy: Parts | undefined
  declare has?: NonNullable<ProxyHandler<object>['has']>
  declare ownKeys?: NonNullable<ProxyHandler<object>['ownKeys']>

  constructor(drafts: Drafts, base: object, whole: DraftNode | undefined, key: unknown) {
    super(drafts, base, whole, key)
    this.isFrozen = Object.isFrozen(base)
    // A proxy must return the parts of a frozen target as they are.
    this.draft = new Proxy(this.isFrozen ? shallowCopyOf(base) : base, this)
  }

  get source(): Parts {
    return this.#copy ?? (this.base as Parts)
  }

  copied(): Parts {
    if (this.#copy) return this.#copy
    if (Object.getOwnPropertySymbols(this.base).length > 0) throw notClonable(this.base, this.path)
    const copy = shallowCopyOf(this.base) as Parts
    this.has = (_, key) => Reflect.has(copy, key)
    this.ownKeys = () => Reflect.ownKeys(copy)
    this.#copy = copy
    return copy
  }

  partAt(key: PropertyKey): unknown {
    return Object.hasOwn(this.source, key) ? this.source[key] : undefined
  }

  replaceAt(key: PropertyKey, result: unknown): void {
    this.copied()[key] = result
  }

  get(_: object, key: PropertyKey): unknown {
    const value = this.source[key]
    if (typeof value === 'object' && value !== null) {
      return key === '__proto__' && !Object.hasOwn(this.source, key) ? value : this.drafts.view(value, this, key)
    }
    if (value === undefined) return key === nodeKey ? this : value
    return typeof value === 'function' ? this.#method(key, value) : value
  }

  set(_: object, key: PropertyKey, value: unknown, receiver: unknown): boolean {
    if (receiver !== this.draft) return Reflect.set({ ...this.source }, key, value, receiver)
    if (this.isFrozen) return false
    if (this.#isSame(key, value)) return true
    this.changeAt(key)
    noteKey(this.copied(), key)
    return Reflect.set(this.copied(), key, this.drafts.store(value))
  }

  deleteProperty(_: object, key: PropertyKey): boolean {
    if (!Object.hasOwn(this.source, key)) return true
    if (this.isFrozen) return false
    this.drafts.change(this)
    return Reflect.deleteProperty(this.copied(), key)
  }

  defineProperty(_: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
    if (this.isFrozen) return false
    this.changeAt(key)
    const isData = 'value' in descriptor
    const stored = isData ? { ...descriptor, value: this.drafts.store(descriptor.value) } : descriptor
    noteKey(this.copied(), key)
    return Reflect.defineProperty(this.copied(), key, stored)
  }

  getOwnPropertyDescriptor(target: object, key: PropertyKey): PropertyDescriptor | undefined {
    const descriptor = Reflect.getOwnPropertyDescriptor(this.source, key)
    if (!descriptor || !('value' in descriptor)) return descriptor
    // A proxy must not report more restrictions than its target has.
    if (this.isFrozen) {
      if (key === 'length') return Reflect.getOwnPropertyDescriptor(target, key)
      descriptor.configurable = true
    }
    if (typeof descriptor.value === 'object') descriptor.value = this.drafts.view(descriptor.value, this, key)
    return descriptor
  }

  preventExtensions(): boolean {
    throw new TypeError('A draft of a state cannot be frozen. Freeze the objects that you add to the state.')
  }

  setPrototypeOf(_: object, prototype: object | null): boolean {
    return prototype === Object.getPrototypeOf(this.base)
  }

  /** The items of an array, which must not be changed. */
  get list(): readonly unknown[] {
    return this.source as unknown as unknown[]
  }

  copiedList(): unknown[] {
    return this.copied() as unknown as unknown[]
  }

  #method(key: PropertyKey, value: unknown): unknown {
    if (Object.hasOwn(this.source, key)) throw notClonable(value, [...this.path, nameOf(key)])
    return Array.isArray(this.base) ? arrayMethod(this, key, value) : value
  }

  /** Returns whether a handler stores the value that is already there. */
  #isSame(key: PropertyKey, value: unknown): boolean {
    const { source } = this
    return Object.is(source[key], this.drafts.original(value)) && Object.hasOwn(source, key)
  }
}
