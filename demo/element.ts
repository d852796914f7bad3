/** Returns the element of a selector and checks its class. */
export function find<T extends Element>(selector: string, kind: new () => T, root: ParentNode = document): T {
  const found = root.querySelector(selector)
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} at "${selector}".`)
  return found
}

type Attributes = { readonly [name: string]: string | undefined }

/** Returns a new HTML element. Strings become text, never markup, because events can contain anything. */
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

/** Returns a new SVG element. Strings become text here too. */
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
