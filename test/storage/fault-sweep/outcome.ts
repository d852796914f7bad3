/** The outcome of an operation. */
export type Outcome<Value> =
  | { readonly kind: 'resolved'; readonly value: Value }
  | { readonly kind: 'rejected'; readonly error: unknown }
  | { readonly kind: 'hung' }

/** Runs an operation and returns its outcome. @param deadline milliseconds after which it counts as hung */
export async function outcomeOf<Value>(work: () => Promise<Value>, deadline = 10_000): Promise<Outcome<Value>> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const hung = new Promise<Outcome<Value>>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'hung' }), deadline)
  })
  try {
    return await Promise.race([hung, work().then((value) => ({ kind: 'resolved', value }) as const)])
  } catch (error) {
    return { kind: 'rejected', error }
  } finally {
    clearTimeout(timer)
  }
}
