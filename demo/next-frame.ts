/**
 * Resolves in the next animation frame, or after a short time without a frame. Covered windows get very few frames, but
 * must be up to date when they are uncovered.
 */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve())
    setTimeout(resolve, 60)
  })
}
