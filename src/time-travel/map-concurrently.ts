// Large enough that the waits overlap, and small enough that the page stays responsive.
const batchSize = 256

/** Calls an asynchronous function for each item, many at a time. @returns the results, in the order of the items */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  call: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (let start = 0; start < items.length; start += batchSize) {
    results.push(...(await Promise.all(items.slice(start, start + batchSize).map(call))))
  }
  return results
}
