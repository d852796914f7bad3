/** What became of an operation. */
export type Outcome<Value> =
  | { readonly kind: 'resolved'; readonly value: Value }
  | { readonly kind: 'rejected'; readonly error: unknown }
  | { readonly kind: 'hung' }

/** @param longestWait how many milliseconds may pass before it counts as hung */
export async function outcomeOf<Value>(work: () => Promise<Value>, longestWait = 10_000): Promise<Outcome<Value>> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const hung = new Promise<Outcome<Value>>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'hung' }), longestWait)
  })
  try {
    return await Promise.race([hung, work().then((value) => ({ kind: 'resolved', value }) as const)])
  } catch (error) {
    return { kind: 'rejected', error }
  } finally {
    clearTimeout(timer)
  }
}
