import { aMapKey, DraftNode, type Drafts, nodeKey } from './draft-node.ts'

/** The node of a draft of a map. */
export class MapNode extends DraftNode {
  readonly draft: MapDraft
  #copy: Map<unknown, unknown> | undefined

  constructor(drafts: Drafts, base: Map<unknown, unknown>, whole: DraftNode | undefined, key: unknown) {
    super(drafts, base, whole, key)
    this.draft = draftOf(this)
  }

  get source(): ReadonlyMap<unknown, unknown> {
    return this.#copy ?? (this.base as Map<unknown, unknown>)
  }

  copied(): Map<unknown, unknown> {
    this.#copy ??= new Map(this.base as Map<unknown, unknown>)
    return this.#copy
  }

  partAt(key: unknown): unknown {
    return this.source.get(key)
  }

  replaceAt(key: unknown, result: unknown): void {
    if (this.source.has(key)) this.copied().set(key, result)
  }

  viewKey(key: unknown): unknown {
    return this.drafts.view(key, this, aMapKey)
  }

  viewAt(key: unknown, value: unknown = this.source.get(key)): unknown {
    return this.drafts.view(value, this, key)
  }
}

type MapDraft = Map<unknown, unknown> & { readonly [nodeKey]: MapNode }

// A draft inherits from `Map`, but has no entries of its own. A structured clone of it would be empty. A clone of a proxy throws.
function draftOf(node: MapNode): MapDraft {
  return new Proxy(Object.create(draftPrototype, { [nodeKey]: { value: node } }), {})
}

function nodeOf(draft: MapDraft): MapNode {
  return draft[nodeKey]
}

/** The methods of a draft. A draft keeps the constructor and the tag of `Map`. */
const draftPrototype: object = Object.create(Map.prototype, {
  size: { get: size },
  ...Object.getOwnPropertyDescriptors({
    get(this: MapDraft, key: unknown): unknown {
      const node = nodeOf(this)
      return node.viewAt(node.drafts.original(key))
    },
    has(this: MapDraft, key: unknown): boolean {
      const node = nodeOf(this)
      return node.source.has(node.drafts.original(key))
    },
    set(this: MapDraft, key: unknown, value: unknown): MapDraft {
      const node = nodeOf(this)
      const { drafts, source } = node
      const raw = drafts.original(key)
      if (Object.is(source.get(raw), drafts.original(value)) && source.has(raw)) return this
      node.changeAt(raw)
      if (typeof key === 'object' && !source.has(raw)) node.changeAt(aMapKey)
      node.copied().set(drafts.store(key), drafts.store(value))
      return this
    },
    delete(this: MapDraft, key: unknown): boolean {
      const node = nodeOf(this)
      const raw = node.drafts.original(key)
      if (!node.source.has(raw)) return false
      node.drafts.change(node)
      return node.copied().delete(raw)
    },
    clear(this: MapDraft): void {
      const node = nodeOf(this)
      if (node.source.size === 0) return
      node.drafts.change(node)
      node.copied().clear()
    },
    getOrInsert(this: MapDraft, key: unknown, value: unknown): unknown {
      if (!this.has(key)) this.set(key, value)
      return this.get(key)
    },
    getOrInsertComputed(this: MapDraft, key: unknown, compute: (key: unknown) => unknown): unknown {
      if (!this.has(key)) this.set(key, compute(key))
      return this.get(key)
    },
    forEach(this: MapDraft, each: (value: unknown, key: unknown, map: MapDraft) => void, self?: unknown): void {
      for (const [key, value] of this.entries()) Reflect.apply(each, self, [value, key, this])
    },
    *entries(this: MapDraft): MapIterator<[unknown, unknown]> {
      const node = nodeOf(this)
      // The loop continues after a change, because it reads the copy, which later changes use.
      for (const [key, value] of node.copied()) yield [node.viewKey(key), node.viewAt(key, value)]
    },
    *keys(this: MapDraft): MapIterator<unknown> {
      const node = nodeOf(this)
      for (const key of node.copied().keys()) yield node.viewKey(key)
    },
    *values(this: MapDraft): MapIterator<unknown> {
      const node = nodeOf(this)
      for (const [key, value] of node.copied()) yield node.viewAt(key, value)
    },
    [Symbol.iterator](this: MapDraft): MapIterator<[unknown, unknown]> {
      return this.entries()
    },
  }),
})

function size(this: MapDraft): number {
  return nodeOf(this).source.size
}
