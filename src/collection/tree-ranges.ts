import { firstFrom, type Leaf, placeOf, type SortedTree } from './sorted-tree.ts'

/** A range of keys: from a key up to, and without, another key. `undefined`: to the end. */
export type KeyRange = { readonly from: string; readonly to: string | undefined }

/** Returns the entries of a range in the order of a direction. */
export function* entriesBetween<Value>(
  root: SortedTree<Value>,
  { from, to }: KeyRange,
  direction: 'forward' | 'backward',
): Generator<readonly [key: string, value: Value], undefined> {
  const isForward = direction === 'forward'
  for (const { keys, values } of leavesOf(root, isForward ? from : to, direction)) {
    const low = firstFrom(keys, from)
    const high = to === undefined ? keys.length : firstFrom(keys, to)
    for (let done = 0; done < high - low; done++) {
      const index = isForward ? low + done : high - 1 - done
      // A leaf has one value for each key.
      yield [keys[index] as string, values[index] as Value]
    }
    // The following leaves are outside the range.
    if (isForward ? high < keys.length : low > 0) return
  }
}

/**
 * Returns the leaves in the order of a direction. Forward, it starts at the leaf that can hold a key; backward, at the leaf that can hold
 * the last key below it.
 */
export function* leavesOf<Value>(
  root: SortedTree<Value>,
  key?: string,
  direction: 'forward' | 'backward' = 'forward',
): Generator<Leaf<Value>, undefined> {
  if (!root.children) {
    yield root
    return
  }
  const { children } = root
  const step = direction === 'forward' ? 1 : -1
  const outermost = direction === 'forward' ? 0 : children.length - 1
  const first = key === undefined ? outermost : placeOf(root, key)
  for (let index = first, child = children[index]; child; index += step, child = children[index]) {
    yield* leavesOf(child, index === first ? key : undefined, direction)
  }
}
