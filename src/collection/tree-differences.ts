import type { RowDifference } from '../values/keyed-rows.ts'
import type { Leaf, SortedTree } from './sorted-tree.ts'

/**
 * Returns the keys whose values are not identical in two trees, in order. It does not visit the nodes that both trees share, so
 * the cost depends on the number of differences.
 */
export function treeDifferences<Value>(before: SortedTree<Value>, after: SortedTree<Value>): RowDifference<Value>[] {
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
  return leafDifferences(left as readonly Leaf<Value>[], right as readonly Leaf<Value>[])
}

function heightOf<Value>([first]: readonly SortedTree<Value>[]): number {
  let height = 0
  for (let node = first; node?.children; node = node.children[0]) height += 1
  return height
}

function childrenOf<Value>(nodes: readonly SortedTree<Value>[]): SortedTree<Value>[] {
  return nodes.flatMap(({ children = [] }) => children)
}

function leafDifferences<Value>(before: readonly Leaf<Value>[], after: readonly Leaf<Value>[]): RowDifference<Value>[] {
  const [keys, newKeys] = [before.flatMap(({ keys }) => keys), after.flatMap(({ keys }) => keys)]
  const [values, newValues] = [before.flatMap(({ values }) => values), after.flatMap(({ values }) => values)]
  const differences: RowDifference<Value>[] = []
  for (let index = 0, newIndex = 0; index < keys.length || newIndex < newKeys.length; ) {
    const [key, newKey] = [keys[index], newKeys[newIndex]]
    const isBefore = newKey === undefined || (key !== undefined && key <= newKey)
    const isAfter = key === undefined || (newKey !== undefined && newKey <= key)
    const value = isBefore ? values[index++] : undefined
    const newValue = isAfter ? newValues[newIndex++] : undefined
    // One of the keys is the lower one, so it is there.
    if (!Object.is(value, newValue)) differences.push([(isBefore ? key : newKey) as string, value, newValue])
  }
  return differences
}
