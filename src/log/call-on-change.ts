/**
 * Calls a listener now, and after each `change` event of a target. During the first call, the listener may stop or change the
 * target, or end the calls. If the first call throws, no other follows.
 *
 * @returns ends the calls
 */
export function callOnChange(target: EventTarget, listener: () => void): () => void {
  // A new function, because a target calls the same function only once.
  const onChange = (): void => listener()
  const unsubscribe = (): void => target.removeEventListener('change', onChange)
  target.addEventListener('change', onChange)
  try {
    onChange()
  } catch (error) {
    unsubscribe()
    throw error
  }
  return unsubscribe
}
