/**
 * Resolves with the next animation frame, or soon without one: a window that is covered up gets hardly any frames, and
 * should still be right when it is looked at again.
 */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve())
    setTimeout(resolve, 60)
  })
}
