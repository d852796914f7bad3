/**
 * Remembers how far the parts of an element are scrolled. The browser forgets it when the element is moved.
 *
 * @returns scrolls all parts to where they were
 */
export function keepScrolled(element: HTMLElement): () => void {
  const places = new Map<Element, ScrollToOptions>()
  const keep = ({ target }: Event): void => {
    if (target instanceof Element) places.set(target, { left: target.scrollLeft, top: target.scrollTop })
  }
  element.addEventListener('scroll', keep, { capture: true, passive: true })
  return () => {
    for (const [part, place] of places) part.scrollTo({ ...place, behavior: 'instant' })
  }
}
