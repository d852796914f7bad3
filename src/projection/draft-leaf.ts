import { copyOfLeaf, isOfKnownClass, notClonable, viewOf } from './copy-kinds.ts'
import { DraftNode, type Drafts } from './draft-node.ts'

/**
 * The node of an object that is copied as a whole, such as a date. A handler receives a copy. The copy replaces the object if its
 * content changed.
 */
export class LeafNode extends DraftNode {
  readonly draft: object

  constructor(drafts: Drafts, base: object, whole: DraftNode | undefined, key: unknown) {
    super(drafts, base, whole, key)
    const copy = ArrayBuffer.isView(base) ? this.#copyOfView(base) : copyOfLeaf(base)
    if (copy === undefined) throw notClonable(base, this.path)
    this.draft = copy
  }

  copied(): object {
    return this.draft
  }

  // The only part is the buffer of a view. The copy already is a view of the copy of the buffer.
  partAt(): undefined {}
  replaceAt(): void {}

  /** Returns whether a handler changed the copy. */
  get hasChanged(): boolean {
    const { base, draft } = this
    if (base instanceof ArrayBuffer) return !hasSameBytes(base, draft as ArrayBuffer)
    // Both views are on buffers that are compared themselves.
    if (ArrayBuffer.isView(base)) return false
    return !isSameText(base, draft)
  }

  /** Copies a view of a buffer. Views of one buffer become views of one copy of it. */
  #copyOfView(view: ArrayBufferView): object | undefined {
    return isOfKnownClass(view) ? viewOf(view, this.drafts.view(view.buffer, this, 'buffer')) : undefined
  }
}

function hasSameBytes(one: ArrayBuffer, other: ArrayBuffer): boolean {
  if (one.byteLength !== other.byteLength) return false
  const [bytes, others] = [new Uint8Array(one), new Uint8Array(other)]
  return bytes.every((byte, index) => byte === others[index])
}

/** Compares dates, patterns and boxed primitives. Other objects count as changed. */
function isSameText(one: object, other: object): boolean {
  if (one instanceof RegExp && other instanceof RegExp) return one.lastIndex === other.lastIndex
  const [value, otherValue] = [one.valueOf(), other.valueOf()]
  return value !== one && Object.is(value, otherValue)
}
