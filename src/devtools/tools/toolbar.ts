import { iconButton, make, setAttributes, textButton } from '../make-element.ts'
import type { UiPart } from '../ui-context.ts'
import type { Tools } from './tools.ts'

/** The buttons of the tools, the button that docks or floats the element, and the button that opens its panels. */
export function toolbar(
  host: HTMLElement,
  tools: Tools,
  redraw: () => void,
): UiPart & { readonly details: HTMLElement } {
  const dock = iconButton('Float', 'M4 5h16v14H4zM11 12h6v4h-6z', () => {
    setAttributes(host, { dock: host.getAttribute('dock') === 'float' ? 'bottom' : 'float' })
    for (const side of ['left', 'top', 'right', 'bottom', 'width', 'height']) host.style.removeProperty(side)
    redraw()
  })
  dock.classList.add('docking')
  const details = textButton('Details', () => {
    host.toggleAttribute('open')
    redraw()
  })
  details.classList.add('details')
  const element = make('div', { class: 'tools' }, ...tools.buttons.values(), dock)
  return {
    element,
    details,
    show() {
      const name = host.getAttribute('dock') === 'float' ? 'Dock at the bottom' : 'Float'
      setAttributes(dock, { 'aria-label': name, title: name })
      setAttributes(details, { 'aria-expanded': String(host.hasAttribute('open')) })
    },
  }
}
