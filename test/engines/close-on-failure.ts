/** Registers the function that closes the resource that was just opened. */
export type OnClose = (close: () => unknown) => void

/**
 * Opens several resources in turn. If one resource fails to open, closes the resources that were opened before.
 *
 * @param open receives `onClose` and a function that closes all registered resources in reverse order
 * @returns the result of `open`. Rejects with the error of `open` after closing
 */
export async function closeOnFailure<Result>(
  open: (onClose: OnClose, close: () => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const opened: (() => unknown)[] = []
  const closeAll = async (): Promise<void> => {
    const failures: unknown[] = []
    for (const close of opened.splice(0).reverse()) {
      try {
        await close()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0)
      throw new AggregateError(
        failures,
        `Expected every resource to close, but ${failures.length} failed: ${failures[0]}`,
      )
  }
  try {
    return await open((close) => opened.push(close), closeAll)
  } catch (error) {
    await closeAll()
    throw error
  }
}
