import { vi } from 'vitest'

/** Reads all items, or the first `limit` ones. */
export async function collect<Item>(items: AsyncIterable<Item>, limit = Infinity): Promise<Item[]> {
  const collected: Item[] = []
  for await (const item of items) if (collected.push(item) >= limit) break
  return collected
}

/** Resolves to the reason that `promise` rejects with. Rejects if `promise` resolves. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('Expected a rejection, found none')
    },
    (reason: unknown) => reason,
  )
}

/** Retries an assertion until it holds. Rejects after 20 seconds. */
export function eventually(assertion: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(assertion, { timeout: 20_000, interval: 5 })
}
