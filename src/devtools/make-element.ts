import { count } from './display-text.ts'

type Attributes = { readonly [name: string]: string | undefined }

/** Returns a new HTML element. Strings become text, never markup, because events can contain anything. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  setAttributes(made, attributes)
  made.append(...children)
  return made
}

/** Returns a new SVG element. Strings become text here too. */
export function makeSvg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag)
  setAttributes(made, attributes)
  made.append(...children)
  return made
}

/** Sets the attributes whose values differ. `undefined` removes an attribute. */
export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) element.removeAttribute(name)
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value)
  }
}

/** Sets the text only if it differs: an equal text would cost layout, and screen readers would announce it again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

/** Returns a button with an icon and a name. The name is the tooltip too. `path` is drawn in a square of 24 × 24. */
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

/** Returns a list item with a button that goes to a position. */
export function jumpListItem(ui: { jump(position: number): void }, position: number, words: string): HTMLElement {
  return make(
    'li',
    {},
    textButton(`${count(position)} · ${words}`, () => ui.jump(position), 'link'),
  )
}
