/** Resolves in a later task, so that other tasks can run first. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
