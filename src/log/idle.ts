/** Resolves when the browser has nothing better to do. Workers, Safari and Node have no such moment: soon, then. */
export function idle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve())
    else setTimeout(resolve, 50)
  })
}
