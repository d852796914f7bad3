import type { RowDifference } from '../values/keyed-rows.ts'
import type { Leaf, SortedTree } from './sorted-tree.ts'

/**
 * Returns the keys whose values are not identical in two trees, in order. It does not visit the nodes that both trees share, so
 * the cost depends on the number of differences.
 *
 * @param most the largest number of differences to return. Default: no limit
 */
export function treeDifferences<Value>(
  before: SortedTree<Value>,
  after: SortedTree<Value>,
  most: number = Infinity,
): RowDifference<Value>[] {
  let left: readonly SortedTree<Value>[] = [before]
  let right: readonly SortedTree<Value>[] = [after]
  for (;;) {
    const [shared, newlyShared] = [new Set(right), new Set(left)]
    left = left.filter((node) => !shared.has(node))
    right = right.filter((node) => !newlyShared.has(node))
    const [height, newHeight] = [heightOf(left), heightOf(right)]
    if (height === 0 && newHeight === 0) break
    // Two trees share only nodes of the same height.
    if (height >= newHeight) left = childrenOf(left)
    if (newHeight >= height) right = childrenOf(right)
  }
  return leafDifferences(
    new Entries(left as readonly Leaf<Value>[]),
    new Entries(right as readonly Leaf<Value>[]),
    most,
  )
}

function heightOf<Value>([first]: readonly SortedTree<Value>[]): number {
  let height = 0
  for (let node = first; node?.children; node = node.children[0]) height += 1
  return height
}

function childrenOf<Value>(nodes: readonly SortedTree<Value>[]): SortedTree<Value>[] {
  return nodes.flatMap(({ children = [] }) => children)
}

/** The entries of leaves, one after the other. */
class Entries<Value> {
  readonly #leaves: readonly Leaf<Value>[]
  #leaf = 0
  #index = 0

  constructor(leaves: readonly Leaf<Value>[]) {
    this.#leaves = leaves
  }

  /** The key of the present entry. `undefined`: there is none. */
  get key(): string | undefined {
    return this.#leaves[this.#leaf]?.keys[this.#index]
  }

  /** Returns the value of the present entry, and continues with the next one. */
  take(): Value | undefined {
    const leaf = this.#leaves[this.#leaf]
    const value = leaf?.values[this.#index]
    this.#index += 1
    if (leaf && this.#index >= leaf.keys.length) {
      this.#leaf += 1
      this.#index = 0
    }
    return value
  }
}

function leafDifferences<Value>(before: Entries<Value>, after: Entries<Value>, most: number): RowDifference<Value>[] {
  const differences: RowDifference<Value>[] = []
  while (differences.length < most) {
    const [{ key }, { key: newKey }] = [before, after]
    if (key === undefined && newKey === undefined) break
    const isBefore = newKey === undefined || (key !== undefined && key <= newKey)
    const isAfter = key === undefined || (newKey !== undefined && newKey <= key)
    const value = isBefore ? before.take() : undefined
    const newValue = isAfter ? after.take() : undefined
    // One of the keys is the lower one, so it is there.
    if (!Object.is(value, newValue)) differences.push([(isBefore ? key : newKey) as string, value, newValue])
  }
  return differences
}
