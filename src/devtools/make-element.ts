type Attributes = { readonly [name: string]: string | undefined }

/** A new HTML element. Strings become text, never markup: whatever an event says is shown as it was written. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
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
export function makeSvg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag)
  assign(made, attributes)
  made.append(...children)
  return made
}

/** Sets attributes that differ; `undefined`: there is none. */
export function assign(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) element.removeAttribute(name)
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value)
  }
}

/** Writes a text where it differs: what is the same costs no layout and is not read out again. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

/** A button with a picture drawn by a path in a square of 24, and a name that is read and shown as a tooltip. */
export function iconButton(name: string, path: string, onClick: () => void): HTMLButtonElement {
  const icon = makeSvg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, makeSvg('path', { d: path }))
  const button = make('button', { type: 'button', class: 'icon', 'aria-label': name, title: name }, icon)
  button.addEventListener('click', onClick)
  return button
}

export function textButton(text: string, onClick: () => void, className = ''): HTMLButtonElement {
  const button = make('button', { type: 'button', class: className }, text)
  button.addEventListener('click', onClick)
  return button
}
