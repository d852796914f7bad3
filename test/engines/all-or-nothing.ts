/** Notes how to close what has just been opened. */
export type OnClose = (close: () => unknown) => void

/**
 * Opens several things one after the other; when one of them cannot be opened, the ones before it are closed again.
 * @param open is given what closes all that was noted, the last first
 */
export async function allOrNothing<Result>(
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
    if (failures.length > 0) throw new AggregateError(failures, `Not everything could be closed: ${failures[0]}`)
  }
  try {
    return await open((close) => opened.push(close), closeAll)
  } catch (error) {
    await closeAll()
    throw error
  }
}
