import { InvalidArgument } from '../events/errors.ts'
import { copyKindOf, notClonable } from './copy-kinds.ts'
import { LeafNode } from './draft-leaf.ts'
import { MapNode } from './draft-map.ts'
import { type DraftNode, nameOf, nodeKey } from './draft-node.ts'
import { ObjectNode } from './draft-object.ts'
import { SetNode } from './draft-set.ts'
import { isImmutable } from './immutable.ts'
import { ResultOfDrafts, type SessionNodes } from './result-of-drafts.ts'

/**
 * Drafts of one or more values. A handler changes the drafts, and the values stay as they are. The result shares the parts that did not
 * change.
 */
export class DraftSession {
  readonly #drafts: SessionDrafts

  /** @param options.canFinish false: the library discards the changes, and gives the originals of parts that a draft cannot protect */
  constructor({ canFinish = true }: { readonly canFinish?: boolean } = {}) {
    this.#drafts = new SessionDrafts(canFinish)
  }

  /**
   * Returns a value that a handler may change: a draft of an object, or the value itself for a primitive. The same object always has the
   * same draft within a session.
   */
  draft<Value>(value: Value): Value {
    // A draft has the type of its object.
    return this.#drafts.draft(value) as Value
  }

  /**
   * Returns the value in which each draft is replaced by its result: the original if nothing in it changed, else a copy that shares the
   * rest. The first call ends the session: drafts can no longer change.
   */
  finish<Value>(value: Value): Value {
    return this.#drafts.finish().of(value) as Value
  }
}

class SessionDrafts implements SessionNodes {
  readonly #nodes = new Map<object, DraftNode>()
  /** Nodes by the copies that handlers received of dates and other leaves. Other drafts have their node under a key. */
  readonly #leaves = new Map<object, LeafNode>()
  /** The objects that handlers stored. They belong to the state, and handlers change them in place. */
  readonly #stored = new WeakSet<object>()
  readonly roots: object[] = []
  readonly changed: DraftNode[] = []
  readonly #mustProtect: boolean
  #result: ResultOfDrafts | undefined

  constructor(mustProtect: boolean) {
    this.#mustProtect = mustProtect
  }

  get leaves(): Iterable<LeafNode> {
    return this.#leaves.values()
  }

  draft(value: unknown): unknown {
    const isDraft = typeof value === 'object' && value !== null && this.nodeOfDraft(value)
    return isDraft ? value : this.view(value, undefined, undefined)
  }

  view(part: unknown, whole: DraftNode | undefined, key: unknown): unknown {
    if (typeof part !== 'object' || part === null) return part
    const known = this.#nodes.get(part)
    if (known) return known.draft
    if (isImmutable(part) || this.#stored.has(part)) return part
    return this.#newNode(part, whole, key)?.draft ?? part
  }

  store(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    const node = this.nodeOfDraft(value)
    if (!node) {
      if (!this.#nodes.has(value)) this.#stored.add(value)
      return value
    }
    node.isMoved = true
    return node.base
  }

  original(value: unknown): unknown {
    return (typeof value === 'object' && value !== null && this.nodeOfDraft(value)?.base) || value
  }

  change(node: DraftNode): void {
    if (node.isChanged && !this.#result) return
    if (this.#result) {
      const expected = 'a change while the handler runs (a draft cannot be changed later)'
      throw new InvalidArgument({ argument: 'state', expected, actual: node.base })
    }
    node.isChanged = true
    this.changed.push(node)
  }

  nodeOfDraft(draft: object): DraftNode | undefined {
    const node: DraftNode | undefined = Reflect.get(draft, nodeKey)
    return node === undefined ? this.#leaves.get(draft) : node.drafts === this ? node : undefined
  }

  nodeOf(object: object): DraftNode | undefined {
    return this.#nodes.get(object)
  }

  nodeFor(object: object): DraftNode | undefined {
    return this.#nodes.get(object) ?? this.#newNode(object, undefined, undefined)
  }

  isStored(value: object): boolean {
    return this.#stored.has(value)
  }

  finish(): ResultOfDrafts {
    this.#result ??= new ResultOfDrafts(this)
    return this.#result
  }

  #newNode(part: object, whole: DraftNode | undefined, key: unknown): DraftNode | undefined {
    const isPlainObject = Object.getPrototypeOf(part) === Object.prototype
    const node = isPlainObject ? new ObjectNode(this, part, whole, key) : this.#nodeIfPossible(part, whole, key)
    if (!node) return undefined
    this.#nodes.set(part, node)
    if (node instanceof LeafNode) this.#leaves.set(node.draft, node)
    if (!whole) this.roots.push(part)
    return node
  }

  #nodeOf(part: object, whole: DraftNode | undefined, key: unknown): DraftNode {
    switch (copyKindOf(part)) {
      case 'object':
      case 'array':
        return new ObjectNode(this, part, whole, key)
      case 'map':
        return new MapNode(this, part as Map<unknown, unknown>, whole, key)
      case 'set':
        return new SetNode(this, part as Set<unknown>, whole, key)
      case 'view':
      case 'leaf':
        return new LeafNode(this, part, whole, key)
      case 'unknown':
        throw notClonable(part, whole ? [...whole.path, nameOf(key)] : [])
    }
  }

  #nodeIfPossible(part: object, whole: DraftNode | undefined, key: unknown): DraftNode | undefined {
    try {
      return this.#nodeOf(part, whole, key)
    } catch (error) {
      if (this.#mustProtect) throw error
      return undefined
    }
  }
}
