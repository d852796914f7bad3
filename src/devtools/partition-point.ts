/** Returns the number of items at the beginning of a sorted list that pass a test. Uses binary search. */
export function partitionPoint<Item>(items: readonly Item[], passes: (item: Item) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    // The index is always within the list.
    if (passes(items[middle] as Item)) low = middle + 1
    else high = middle
  }
  return low
}
