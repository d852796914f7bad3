/** The one element of the page that a selector means, checked to be of the kind it is used as. */
export function find<T extends Element>(selector: string, kind: new () => T, root: ParentNode = document): T {
  const found = root.querySelector(selector)
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} at "${selector}".`)
  return found
}

type Attributes = { readonly [name: string]: string | undefined }

/** A new HTML element. Strings become text, never markup: whatever an event says is shown as it was written. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  assign(made, attributes)
  made.append(...children)
  return made
}

/** A new SVG element, by the same rules. */
export function svgElement<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag)
  assign(made, attributes)
  made.append(...children)
  return made
}

function assign(made: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, value)
  }
}
