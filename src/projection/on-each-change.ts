/**
 * Calls back at once and on each `change` of a target. The listener may stop the target, change it, or stop the calls: it hears of
 * what changes during its first call too. One that throws in its first call is not kept.
 *
 * @returns stops the calls
 */
export function onEachChange(target: EventTarget, listener: () => void): () => void {
  // A function of its own, because a target calls the same one only once.
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
