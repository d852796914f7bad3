// A quarter of a frame, because the page may be slow and has other work to do.
const slice = 4
const entriesAGlance = 512

/** Visits all items. Yields to the main thread if the visits take long. */
export async function inSlices<T>(many: Iterable<T>, visit: (one: T) => void): Promise<void> {
  let began = performance.now()
  let count = 0
  for (const one of many) {
    visit(one)
    count += 1
    if (count % entriesAGlance !== 0 || performance.now() - began < slice) continue
    await new Promise((resolve) => setTimeout(resolve))
    began = performance.now()
  }
}
