import { type DraftNode, nodeKey } from './draft-node.ts'

/** The node of a draft of an array. */
export type ArrayNode = DraftNode & {
  readonly isFrozen: boolean
  /** The items, which must not be changed. */
  readonly list: readonly unknown[]
  copiedList(): unknown[]
}

type Visit = (item: unknown, index: number, list: unknown[]) => unknown

/**
 * Returns the method of a draft of an array that takes the place of a built-in method. The built-in methods work on drafts too, but these
 * are faster: they read and write the array directly.
 */
export function arrayMethod(node: ArrayNode, key: PropertyKey, builtIn: unknown): unknown {
  if (Reflect.get(Array.prototype, key) !== builtIn) return builtIn
  // The built-in methods throw the right error for a frozen array.
  const table: object = !node.isFrozen && Object.hasOwn(writing, key) ? writing : reading
  return Object.hasOwn(table, key) ? Reflect.get(table, key) : builtIn
}

const writing = {
  push(this: unknown[], ...items: unknown[]): number {
    const node = nodeOf(this)
    const first = node.list.length
    for (const [index, item] of items.entries()) {
      node.changeAt(`${first + index}`)
      node.copiedList().push(node.drafts.store(item))
    }
    return node.list.length
  },
  pop(this: unknown[]): unknown {
    return removed(this, (list) => list.pop())
  },
  shift(this: unknown[]): unknown {
    return removed(this, (list) => list.shift())
  },
  unshift(this: unknown[], ...items: unknown[]): number {
    return reordered(this, (list, store) => list.unshift(...items.map(store)))
  },
  splice(this: unknown[], ...range: [start: number, count: number, ...items: unknown[]]): unknown[] {
    return reordered(this, (list, store, node) => {
      const given = range.map((one, index) => (index < 2 ? one : store(one)))
      return views(node, Reflect.apply(list.splice, list, given))
    })
  },
  reverse(this: unknown[]): unknown[] {
    return reordered(this, (list) => {
      list.reverse()
      return this
    })
  },
  fill(this: unknown[], value: unknown, ...range: number[]): unknown[] {
    return reordered(this, (list, store) => {
      list.fill(store(value), ...range)
      return this
    })
  },
  sort(this: unknown[], compare?: (one: unknown, other: unknown) => number): unknown[] {
    const sorted = this.slice().sort(compare)
    return reordered(this, (list, store) => {
      // Sorting moves holes to the end.
      for (const index of list.keys()) delete list[index]
      sorted.forEach((item, index) => {
        list[index] = store(item)
      })
      return this
    })
  },
}

const reading = {
  forEach(this: unknown[], visit: Visit, self?: unknown): void {
    walk(this, (item, index) => void Reflect.apply(visit, self, [item, index, this]))
  },
  map(this: unknown[], visit: Visit, self?: unknown): unknown[] {
    const mapped: unknown[] = []
    mapped.length = this.length
    walk(this, (item, index) => {
      mapped[index] = Reflect.apply(visit, self, [item, index, this])
    })
    return mapped
  },
  flatMap(this: unknown[], visit: Visit, self?: unknown): unknown[] {
    return this.map(visit, self).flat()
  },
  filter(this: unknown[], visit: Visit, self?: unknown): unknown[] {
    const kept: unknown[] = []
    walk(this, (item, index) => {
      if (Reflect.apply(visit, self, [item, index, this])) kept.push(item)
    })
    return kept
  },
  some(this: unknown[], visit: Visit, self?: unknown): boolean {
    return walk(this, (item, index) => Boolean(Reflect.apply(visit, self, [item, index, this])))
  },
  every(this: unknown[], visit: Visit, self?: unknown): boolean {
    return !walk(this, (item, index) => !Reflect.apply(visit, self, [item, index, this]))
  },
  find(this: unknown[], visit: Visit, self?: unknown): unknown {
    return found(this, visit, self, false).item
  },
  findIndex(this: unknown[], visit: Visit, self?: unknown): number {
    return found(this, visit, self, false).index
  },
  findLast(this: unknown[], visit: Visit, self?: unknown): unknown {
    return found(this, visit, self, true).item
  },
  findLastIndex(this: unknown[], visit: Visit, self?: unknown): number {
    return found(this, visit, self, true).index
  },
  slice(this: unknown[], start: number = 0, ...end: number[]): unknown[] {
    const node = nodeOf(this)
    const { list } = node
    // Like the built-in method: NaN is 0, and a fraction has no effect.
    const first = Math.trunc(start) || 0
    return views(node, list.slice(first, ...end), first < 0 ? Math.max(0, list.length + first) : first)
  },
  includes(this: unknown[], item: unknown, ...from: number[]): boolean {
    const { list, drafts } = nodeOf(this)
    return list.includes(drafts.original(item), ...from)
  },
  indexOf(this: unknown[], item: unknown, ...from: number[]): number {
    const { list, drafts } = nodeOf(this)
    return list.indexOf(drafts.original(item), ...from)
  },
  *values(this: unknown[]): Iterable<unknown> {
    const node = nodeOf(this)
    for (let index = 0; index < node.list.length; index += 1) yield itemAt(node, index)
  },
  *entries(this: unknown[]): Iterable<[number, unknown]> {
    const node = nodeOf(this)
    for (let index = 0; index < node.list.length; index += 1) yield [index, itemAt(node, index)]
  },
  get [Symbol.iterator](): unknown {
    return this.values
  },
}

// Only a draft of an array has these methods.
function nodeOf(draft: unknown[]): ArrayNode {
  return Reflect.get(draft, nodeKey) as ArrayNode
}

function itemAt(node: ArrayNode, index: number): unknown {
  return node.drafts.view(node.list[index], node, index)
}

/** Replaces items by the values that a handler may receive. @param first the index of the first item in the array */
function views(node: ArrayNode, list: unknown[], first = 0): unknown[] {
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index]
    if (typeof item === 'object') list[index] = node.drafts.view(item, node, first + index)
  }
  return list
}

/** Calls a function that moves items of the array. */
function reordered<Result>(
  draft: unknown[],
  change: (list: unknown[], store: (item: unknown) => unknown, node: ArrayNode) => Result,
): Result {
  const node = nodeOf(draft)
  node.drafts.change(node)
  node.mustScan = true
  return change(node.copiedList(), (item) => node.drafts.store(item), node)
}

function removed(draft: unknown[], remove: (list: unknown[]) => unknown): unknown {
  if (draft.length === 0) return undefined
  return reordered(draft, (list, _, node) => node.drafts.view(remove(list), node, '(removed)'))
}

/** Calls a function for each item until it returns true. Like the built-in methods, it skips holes and ignores items added later. */
function walk(draft: unknown[], visit: (item: unknown, index: number) => boolean | void): boolean {
  const node = nodeOf(draft)
  const { length } = node.list
  for (let index = 0; index < length; index += 1) {
    if (index in node.list && visit(itemAt(node, index), index)) return true
  }
  return false
}

function found(draft: unknown[], visit: Visit, self: unknown, fromEnd: boolean): { item: unknown; index: number } {
  const node = nodeOf(draft)
  const { length } = node.list
  for (let step = 0; step < length; step += 1) {
    const index = fromEnd ? length - 1 - step : step
    const item = itemAt(node, index)
    if (Reflect.apply(visit, self, [item, index, draft])) return { item, index }
  }
  return { item: undefined, index: -1 }
}
