import { assign, iconButton, make } from './make-element.ts'
import type { Part } from './part.ts'

export type DrawerName = keyof typeof icons

const icons = {
  Bookmarks: 'M7 4h10v16l-5-4-5 4z',
  'What if': 'M7 4v16M7 9c0 5 10 1 10-4M14 7l3-3 3 3',
  'Export, import, storage': 'M5 6c0-4 14-4 14 0v12c0 4-14 4-14 0zM5 6c0 4 14 4 14 0M5 12c0 4 14 4 14 0',
  'Keyboard shortcuts': 'M9 9a3 3 0 1 1 4 3c-1 .5-1 1-1 2M12 18v.01',
}
const names = Object.keys(icons) as DrawerName[]

/**
 * What opens between the slider and the panels: one at a time, each with the button that opens and closes it. Few visits need
 * them: they are loaded by the first that does.
 */
export class Drawers {
  readonly element: HTMLElement = make('div', { class: 'drawers' })
  readonly buttons: ReadonlyMap<DrawerName, HTMLButtonElement>
  readonly #load: () => Promise<Record<DrawerName, Part>>
  readonly #onChange: (error?: unknown) => void
  #parts: Record<DrawerName, Part> | undefined
  #open: DrawerName | undefined

  /** @param onChange hears what loading failed with, if it did */
  constructor(load: () => Promise<Record<DrawerName, Part>>, onChange: (error?: unknown) => void) {
    this.#load = load
    this.#onChange = onChange
    this.buttons = new Map(names.map((name) => [name, iconButton(name, icons[name], () => this.toggle(name))] as const))
    this.#show()
  }

  toggle(name: DrawerName): void {
    this.#open = this.#open === name ? undefined : name
    this.#show()
    if (this.#parts) this.#onChange()
    else
      this.#load().then(
        (parts) => this.#add(parts),
        (error) => {
          // Closed again, so that the next press is the next attempt.
          this.#open = undefined
          this.#show()
          this.#onChange(error)
        },
      )
  }

  open(name: DrawerName): void {
    if (this.#open !== name) this.toggle(name)
  }

  /** @returns whether there was one to close; the focus goes to its button */
  close(): boolean {
    const name = this.#open
    if (name === undefined) return false
    this.toggle(name)
    this.buttons.get(name)?.focus()
    return true
  }

  show(): void {
    for (const name of names) this.#parts?.[name].show()
  }

  #add(parts: Record<DrawerName, Part>): void {
    if (this.#parts) return
    this.#parts = parts
    this.#show()
    this.element.append(...names.map((name) => parts[name].element))
    this.#onChange()
  }

  #show(): void {
    for (const name of names) {
      const isOpen = name === this.#open
      const part = this.#parts?.[name]
      // Nobody meets a button that has yet to learn whether it may be pressed.
      if (isOpen) part?.show()
      if (part) part.element.hidden = !isOpen
      const button = this.buttons.get(name)
      if (button) assign(button, { 'aria-expanded': String(isOpen) })
    }
  }
}
