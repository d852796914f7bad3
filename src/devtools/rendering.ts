/**
 * Returns a function that schedules `work` for the next animation frame. Repeated calls before that frame run it once.
 */
export function oncePerFrame(work: () => void): () => void {
  let isScheduled = false
  return () => {
    if (isScheduled) return
    isScheduled = true
    requestAnimationFrame(() => {
      isScheduled = false
      work()
    })
  }
}

/**
 * Returns the size of an element as of the last layout. A read from the element would force a layout during
 * drawing.
 */
export function observedSize(
  element: Element,
  onChange: () => void,
): { readonly width: number; readonly height: number } {
  const size = { width: 0, height: 0 }
  new ResizeObserver(([entry]) => {
    size.width = entry?.contentRect.width ?? 0
    size.height = entry?.contentRect.height ?? 0
    onChange()
  }).observe(element)
  return size
}

/**
 * Records the scroll offsets inside an element, because the browser discards them when the element is moved.
 *
 * @returns a function that restores the offsets
 */
export function keepScrollPositions(element: HTMLElement): () => void {
  const places = new Map<Element, ScrollToOptions>()
  const keep = ({ target }: Event): void => {
    if (target instanceof Element) places.set(target, { left: target.scrollLeft, top: target.scrollTop })
  }
  element.addEventListener('scroll', keep, { capture: true, passive: true })
  return () => {
    for (const [part, place] of places) part.scrollTo({ ...place, behavior: 'instant' })
  }
}
