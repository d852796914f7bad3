/** The key under which a draft has its node. */
export const nodeKey: unique symbol = Symbol('node')

/** The keys of parts that have no key of their own. */
export const aMapKey: unique symbol = Symbol('key')
export const aMember: unique symbol = Symbol('member')

/** The operations of a session that its drafts use. */
export interface Drafts {
  /** Returns a part of a state as a handler sees it: its draft, or the part itself if a handler stored it or it cannot change. */
  view(part: unknown, whole: DraftNode, key: unknown): unknown
  /** Notes a value that a handler stores. Returns the value to store: the object of a draft, or the value as it is. */
  store(value: unknown): unknown
  /** Returns the object of a draft. Returns other values as they are. */
  original(value: unknown): unknown
  /** Notes that a handler changes an object. @throws {@link InvalidArgument} the session has ended */
  change(node: DraftNode): void
}

/** The object that a draft stands for, and its changes. */
export abstract class DraftNode {
  readonly base: object
  readonly drafts: Drafts
  /** The object from which this one was read first. `undefined`: none. */
  readonly whole: DraftNode | undefined
  /** The place of this object in that one. */
  readonly key: unknown
  /** Whether the result differs from the object: the object or a part of it changed. */
  isChanged = false
  /** Whether a handler stored the object at a further place. */
  isMoved = false
  /** Whether each part must be compared, because parts may have moved. */
  mustScan = false
  /** The keys of the parts that handlers stored, and of the parts that changed. */
  changedKeys: Set<unknown> | undefined
  /** The object that replaces `base`. */
  result: object | undefined

  constructor(drafts: Drafts, base: object, whole: DraftNode | undefined, key: unknown) {
    this.drafts = drafts
    this.base = base
    this.whole = whole
    this.key = key
  }

  /** The value that a handler receives. */
  abstract readonly draft: object

  /** Returns the copy that contains the changes. */
  abstract copied(): object

  /** Returns the part of the copy at a key. */
  abstract partAt(key: unknown): unknown

  /** Replaces a part of the copy by its result. */
  abstract replaceAt(key: unknown, result: unknown): void

  changeAt(key: unknown): void {
    this.drafts.change(this)
    this.changedKeyAt(key)
  }

  changedKeyAt(key: unknown): void {
    if (key === aMapKey || key === aMember) this.mustScan = true
    if (this.mustScan) return
    this.changedKeys ??= new Set()
    this.changedKeys.add(key)
  }

  /** The keys that lead to the object in its state. */
  get path(): (string | number)[] {
    const path: (string | number)[] = []
    for (let node: DraftNode = this; node.whole; node = node.whole) path.unshift(nameOf(node.key))
    return path
  }
}

/** Returns a key for an error message. */
export function nameOf(key: unknown): string | number {
  if (typeof key === 'symbol') return `(${key.description})`
  return typeof key === 'string' || typeof key === 'number' ? key : '(value)'
}
