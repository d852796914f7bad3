import { aMember, DraftNode, type Drafts, nodeKey } from './draft-node.ts'

/** The node of a draft of a set. */
export class SetNode extends DraftNode {
  readonly draft: SetDraft
  #copy: Set<unknown> | undefined

  constructor(drafts: Drafts, base: Set<unknown>, whole: DraftNode | undefined, key: unknown) {
    super(drafts, base, whole, key)
    this.draft = draftOf(this)
  }

  get source(): ReadonlySet<unknown> {
    return this.#copy ?? (this.base as Set<unknown>)
  }

  copied(): Set<unknown> {
    this.#copy ??= new Set(this.base as Set<unknown>)
    return this.#copy
  }

  // A member has no key, so all members are compared.
  partAt(): undefined {}
  replaceAt(): void {}

  view(member: unknown): unknown {
    return this.drafts.view(member, this, aMember)
  }
}

type SetDraft = Set<unknown> & { readonly [nodeKey]: SetNode }

// A draft inherits from `Set`, but has no members of its own. A structured clone of it would be empty. A clone of a proxy throws.
function draftOf(node: SetNode): SetDraft {
  return new Proxy(Object.create(draftPrototype, { [nodeKey]: { value: node } }), {})
}

function nodeOf(draft: SetDraft): SetNode {
  return draft[nodeKey]
}

/** The methods of a draft. A draft keeps the constructor and the tag of `Set`. */
const draftPrototype: object = Object.create(Set.prototype, {
  size: { get: size },
  ...Object.getOwnPropertyDescriptors({
    has(this: SetDraft, member: unknown): boolean {
      const node = nodeOf(this)
      return node.source.has(node.drafts.original(member))
    },
    add(this: SetDraft, member: unknown): SetDraft {
      const node = nodeOf(this)
      if (node.source.has(node.drafts.original(member))) return this
      node.drafts.change(node)
      if (typeof member === 'object') node.mustScan = true
      node.copied().add(node.drafts.store(member))
      return this
    },
    delete(this: SetDraft, member: unknown): boolean {
      const node = nodeOf(this)
      const raw = node.drafts.original(member)
      if (!node.source.has(raw)) return false
      node.drafts.change(node)
      return node.copied().delete(raw)
    },
    clear(this: SetDraft): void {
      const node = nodeOf(this)
      if (node.source.size === 0) return
      node.drafts.change(node)
      node.copied().clear()
    },
    forEach(this: SetDraft, each: (value: unknown, key: unknown, set: SetDraft) => void, self?: unknown): void {
      for (const member of this.values()) Reflect.apply(each, self, [member, member, this])
    },
    *values(this: SetDraft): SetIterator<unknown> {
      const node = nodeOf(this)
      for (const member of node.copied()) yield node.view(member)
    },
    *entries(this: SetDraft): SetIterator<[unknown, unknown]> {
      for (const member of this.values()) yield [member, member]
    },
    keys(this: SetDraft): SetIterator<unknown> {
      return this.values()
    },
    [Symbol.iterator](this: SetDraft): SetIterator<unknown> {
      return this.values()
    },
  }),
})

// These methods are missing in older browsers.
const combining = [
  'union',
  'intersection',
  'difference',
  'symmetricDifference',
  'isSubsetOf',
  'isSupersetOf',
  'isDisjointFrom',
]
for (const name of combining) {
  const builtIn: unknown = Reflect.get(Set.prototype, name)
  if (typeof builtIn !== 'function') continue
  Reflect.set(draftPrototype, name, function (this: SetDraft, other: unknown): unknown {
    return Reflect.apply(builtIn, new Set(this), [other])
  })
}

function size(this: SetDraft): number {
  return nodeOf(this).source.size
}
