import { iconButton, make, setAttributes } from '../make-element.ts'
import type { UiPart } from '../ui-context.ts'

export type ToolName = keyof typeof icons

const icons = {
  Bookmarks: 'M7 4h10v16l-5-4-5 4z',
  'What if': 'M7 4v16M7 9c0 5 10 1 10-4M14 7l3-3 3 3',
  'Export, import, storage': 'M5 6c0-4 14-4 14 0v12c0 4-14 4-14 0zM5 6c0 4 14 4 14 0M5 12c0 4 14 4 14 0',
  'Keyboard shortcuts': 'M9 9a3 3 0 1 1 4 3c-1 .5-1 1-1 2M12 18v.01',
}
const names = Object.keys(icons) as ToolName[]

/**
 * The tools between the slider and the panels. At most one is open at a time. Their code is loaded when the user opens
 * the first one.
 */
export class Tools {
  readonly element: HTMLElement = make('div', { class: 'tool-sections' })
  readonly buttons: ReadonlyMap<ToolName, HTMLButtonElement>
  readonly #load: () => Promise<Record<ToolName, UiPart>>
  readonly #onChange: (error?: unknown) => void
  #parts: Record<ToolName, UiPart> | undefined
  #open: ToolName | undefined

  /** @param onChange called after a change, with the error if the code failed to load */
  constructor(load: () => Promise<Record<ToolName, UiPart>>, onChange: (error?: unknown) => void) {
    this.#load = load
    this.#onChange = onChange
    this.buttons = new Map(names.map((name) => [name, iconButton(name, icons[name], () => this.toggle(name))] as const))
    this.#show()
  }

  toggle(name: ToolName): void {
    this.#open = this.#open === name ? undefined : name
    this.#show()
    if (this.#parts) this.#onChange()
    else
      this.#load().then(
        (parts) => this.#add(parts),
        (error) => {
          // Closes the tool again, so that the next click retries.
          this.#open = undefined
          this.#show()
          this.#onChange(error)
        },
      )
  }

  open(name: ToolName): void {
    if (this.#open !== name) this.toggle(name)
  }

  /**
   * Closes the open tool and focuses its button.
   *
   * @returns whether a tool was open
   */
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

  #add(parts: Record<ToolName, UiPart>): void {
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
      // Updates the buttons of the section before they become visible.
      if (isOpen) part?.show()
      if (part) part.element.hidden = !isOpen
      const button = this.buttons.get(name)
      if (button) setAttributes(button, { 'aria-expanded': String(isOpen) })
    }
  }
}
