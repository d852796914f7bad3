import { assign, iconButton, make } from './make-element.ts'
import type { Part } from './part.ts'

type Drawer = { readonly name: string; readonly icon: string; readonly part: Part }

/** What opens between the slider and the panels: one at a time, each with the button that opens and closes it. */
export class Drawers {
  readonly element: HTMLElement = make('div', { class: 'drawers' })
  readonly buttons: ReadonlyMap<string, HTMLButtonElement>
  readonly #drawers: readonly Drawer[]
  readonly #onChange: () => void
  #open: string | undefined

  constructor(drawers: readonly Drawer[], onChange: () => void) {
    this.#drawers = drawers
    this.#onChange = onChange
    this.element.append(...drawers.map(({ part }) => part.element))
    this.buttons = new Map(
      drawers.map(({ name, icon }) => [name, iconButton(name, icon, () => this.toggle(name))] as const),
    )
    this.#set(undefined)
  }

  toggle(name: string): void {
    this.#set(this.#open === name ? undefined : name)
  }

  /** @returns whether there was one to close; the focus goes to its button */
  close(): boolean {
    const name = this.#open
    if (name === undefined) return false
    this.#set(undefined)
    this.buttons.get(name)?.focus()
    return true
  }

  show(): void {
    for (const { part } of this.#drawers) part.show()
  }

  #set(open: string | undefined): void {
    this.#open = open
    for (const { name, part } of this.#drawers) {
      part.element.hidden = name !== open
      const button = this.buttons.get(name)
      if (button) assign(button, { 'aria-expanded': String(name === open) })
    }
    this.#onChange()
  }
}
