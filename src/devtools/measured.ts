/** How large an element is, as the last layout had it: to ask the element itself would force a layout in the middle of drawing. */
export function measured(element: Element, onChange: () => void): { readonly width: number; readonly height: number } {
  const size = { width: 0, height: 0 }
  new ResizeObserver(([entry]) => {
    size.width = entry?.contentRect.width ?? 0
    size.height = entry?.contentRect.height ?? 0
    onChange()
  }).observe(element)
  return size
}
