/**
 * Resolves in the next animation frame, or after a short time without one: covered windows get hardly any frames, but
 * must be up to date when they are uncovered.
 */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve())
    setTimeout(resolve, 60)
  })
}
