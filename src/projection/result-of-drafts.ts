import { copyKindOf, viewOf } from './copy-kinds.ts'
import { copyOfState } from './copy-state.ts'
import type { LeafNode } from './draft-leaf.ts'
import { type DraftNode, type Drafts, nodeKey } from './draft-node.ts'
import { isImmutable } from './immutable.ts'
import { replaceParts } from './replace-parts.ts'
import { shallowCopyOf } from './shallow-copy.ts'
import { noteTree, placesIn } from './shared-parts.ts'

/** The drafts of a session, and what handlers did with them. */
export interface SessionNodes extends Drafts {
  readonly leaves: Iterable<LeafNode>
  /** The objects that are no part of another object, such as a state. */
  readonly roots: readonly object[]
  readonly changed: readonly DraftNode[]
  /** Returns the node of a draft of this session. */
  nodeOfDraft(draft: object): DraftNode | undefined
  /** Returns the node of an object, if a handler received a draft of it. */
  nodeOf(object: object): DraftNode | undefined
  /** Returns the node of an object of the states. */
  nodeFor(object: object): DraftNode | undefined
  /** Returns whether a handler stored an object, which then belongs to the state. */
  isStored(value: object): boolean
}

/** Replaces drafts by their results. */
export class ResultOfDrafts {
  readonly #drafts: SessionNodes
  /** The results of objects that handlers stored or returned. */
  readonly #results = new Map<object, object>()
  /** The objects whose parts must be replaced. A list, because a state can be nested deeper than the call stack allows. */
  readonly #waiting: (() => void)[] = []
  readonly #toFreeze: object[] = []
  /** The nodes whose object was found in the result. */
  readonly #placed = new Set<DraftNode>()
  readonly #moved: DraftNode[] = []
  /** Whether an object may occur twice in the result. */
  #mayShare: boolean

  constructor(drafts: SessionNodes) {
    this.#drafts = drafts
    this.#mayShare = markWholes(drafts)
  }

  of(value: unknown): unknown {
    const result = this.#ofStored(value)
    for (let replace = this.#waiting.pop(); replace; replace = this.#waiting.pop()) replace()
    for (const one of this.#toFreeze.splice(0)) Object.freeze(one)
    if (!this.#mayShare && !this.#moved.some((node) => this.#isInPlace(node))) noteTree(result)
    return result
  }

  /** Returns the result of a part of a draft. Most parts were not touched, and are returned as they are. */
  #ofPart(part: unknown): unknown {
    if (typeof part !== 'object' || part === null) return part
    const node = this.#drafts.nodeOf(part)
    if (node) return this.#ofNode(node)
    if (this.#drafts.isStored(part)) return this.#ofStored(part)
    return ArrayBuffer.isView(part) ? this.#ofView(part) : part
  }

  /** Returns the result of a draft, or of a value that a handler stored or returned, which may contain drafts. */
  #ofStored(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    const draft = this.#drafts.nodeOfDraft(value)
    if (draft) draft.isMoved = true
    const node = draft ?? this.#drafts.nodeOf(value)
    if (node) return this.#ofNode(node)
    // A draft of another session.
    if (Reflect.get(value, nodeKey) !== undefined) return copyOfState(value)
    const known = this.#results.get(value)
    if (known) {
      this.#mayShare = true
      return known
    }
    if (isImmutable(value)) return value
    const result = Object.isFrozen(value) ? this.#unfrozen(value) : value
    this.#results.set(value, result)
    this.#waiting.push(() => replaceParts(result, (part) => this.#ofStored(part)))
    return result
  }

  #ofNode(node: DraftNode): object {
    if (this.#placed.has(node)) this.#mayShare = true
    this.#placed.add(node)
    if (node.isMoved) this.#moved.push(node)
    if (!node.isChanged) return node.base
    if (node.result) return node.result
    const whole = node.copied()
    node.result = whole
    if (Object.isFrozen(node.base)) this.#toFreeze.push(whole)
    this.#waiting.push(() => this.#replacePartsOf(node, whole))
    return whole
  }

  #replacePartsOf(node: DraftNode, whole: object): void {
    if (node.mustScan) return replaceParts(whole, (part) => this.#ofPart(part))
    for (const key of node.changedKeys ?? []) {
      const part = node.partAt(key)
      const result = this.#ofPart(part)
      if (result !== part) node.replaceAt(key, result)
    }
  }

  /** Returns a view that was not touched. Its buffer may have changed through another view. */
  #ofView(view: ArrayBufferView): object {
    const buffer = this.#drafts.nodeOf(view.buffer)
    return buffer?.isChanged ? viewOf(view, this.#ofNode(buffer)) : view
  }

  #unfrozen(value: object): object {
    const kind = copyKindOf(value)
    if (kind !== 'object' && kind !== 'array') return value
    const copy = shallowCopyOf(value)
    this.#toFreeze.push(copy)
    return copy
  }

  /** Returns whether the object of a node is still where it was read, in an object whose parts were not all compared. */
  #isInPlace(moved: DraftNode): boolean {
    let node = moved
    for (let { whole } = node; whole; { whole } = node) {
      if (whole.isChanged)
        return !whole.mustScan && (typeof node.key === 'symbol' || whole.partAt(node.key) === node.base)
      if (this.#placed.has(whole)) return true
      node = whole
    }
    return false
  }
}

/**
 * Marks the nodes whose parts changed.
 *
 * @returns whether an object may occur twice in the states
 */
function markWholes(drafts: SessionNodes): boolean {
  for (const leaf of drafts.leaves) if (leaf.hasChanged) drafts.change(leaf)
  if (drafts.changed.length === 0) return true
  const places = placesIn(drafts.roots)
  // The loop also visits the nodes that it adds.
  for (const node of drafts.changed) {
    if (places) node.mustScan = true
    const wholes = places ? places.of(node.base).map((whole) => drafts.nodeFor(whole)) : [node.whole]
    for (const whole of wholes) whole?.changeAt(node.key)
  }
  return places !== undefined
}
