/**
 * Calls a listener after each `change` event of a target.
 *
 * @returns a function that ends the calls
 */
export function onChange(target: EventTarget, listener: () => void): () => void {
  // Creates a new function, because a target adds the same function only one time.
  const call = (): void => listener()
  target.addEventListener('change', call)
  return () => target.removeEventListener('change', call)
}

/**
 * Calls a listener now, and after each `change` event of a target. The first call may already stop or change the target, or end
 * the calls.
 *
 * @returns a function that ends the calls
 * @throws the error of the first call; then the listener is not called again
 */
export function callOnChange(target: EventTarget, listener: () => void): () => void {
  const unsubscribe = onChange(target, listener)
  try {
    listener()
  } catch (error) {
    unsubscribe()
    throw error
  }
  return unsubscribe
}
