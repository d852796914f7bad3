import { make, setAttributes, setText } from '../make-element.ts'
import type { UiContext, UiPart } from '../ui-context.ts'
import { partsAtOnce, type StateRow, stateRows } from './state-rows.ts'

/** Shows the states as a tree with marked changes. Follows the ARIA tree pattern. */
export function stateTree(ui: UiContext, onActive: (row: StateRow | undefined) => void): UiPart {
  const element = make('div', { class: 'tree', role: 'tree', tabindex: '0', 'aria-label': 'State' })
  const isOpen = new Map<string, boolean>()
  const shown = new Map<string, number>()
  const lines: Line[] = []
  let rows: readonly StateRow[] = []
  let activeKey: string | undefined

  const indexOfActive = (): number => rows.findIndex(({ key }) => key === activeKey)

  element.addEventListener('click', ({ target }) => {
    const line = target instanceof Element ? target.closest('[role=treeitem]') : null
    const row = rows[lines.findIndex((one) => one.element === line)]
    if (!row) return
    activeKey = row.key
    toggle(row)
  })
  element.addEventListener('keydown', (event) => {
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    if (!handle(event.key)) return
    event.preventDefault()
    event.stopPropagation()
    draw()
    lines[indexOfActive()]?.element.scrollIntoView({ block: 'nearest' })
  })

  /** Returns whether the tree uses the key. */
  function handle(key: string): boolean {
    const index = indexOfActive()
    const row = rows[index]
    const parent = rows.slice(0, Math.max(0, index)).findLast(({ level }) => level < (row?.level ?? 0))
    switch (key) {
      case 'ArrowDown':
        activeKey = rows[Math.min(rows.length - 1, index + 1)]?.key
        return true
      case 'ArrowUp':
        activeKey = rows[Math.max(0, index - 1)]?.key
        return true
      case 'Home':
        activeKey = rows[0]?.key
        return true
      case 'End':
        activeKey = rows.at(-1)?.key
        return true
      case 'ArrowRight':
        if (row?.isOpen === false) isOpen.set(row.key, true)
        else if (row?.isOpen) activeKey = rows[index + 1]?.key
        return true
      case 'ArrowLeft':
        if (row?.isOpen) isOpen.set(row.key, false)
        else if (parent) activeKey = parent.key
        return true
      case 'Enter':
      case ' ':
        if (row) toggle(row)
        return true
      default:
        return false
    }
  }

  function toggle({ key, isOpen: wasOpen, more }: StateRow): void {
    if (more > 0) {
      const owner = key.slice(0, key.lastIndexOf('\n'))
      shown.set(owner, (shown.get(owner) ?? partsAtOnce) + 4 * partsAtOnce)
    } else if (wasOpen !== undefined) isOpen.set(key, !wasOpen)
    draw()
  }

  function draw(): void {
    const { viewer } = ui
    const states = viewer.view.state
    const roots = viewer.projections.map(({ name }, index) => [name, states[index]] as const)
    rows = stateRows(roots, { isOpen, shown }, viewer.changed)
    while (lines.length < rows.length) {
      const line = new Line()
      lines.push(line)
      element.append(line.element)
    }
    for (const [index, line] of lines.entries()) line.show(rows[index], rows[index]?.key === activeKey)
    const active = indexOfActive()
    setAttributes(element, { 'aria-activedescendant': lines[active]?.element.id })
    onActive(rows[active])
  }

  return { element, show: draw }
}

let linesMade = 0
const changeText = { added: 'added', removed: 'removed', changed: 'changed', within: 'changed inside' }

class Line {
  readonly element: HTMLElement
  readonly #label = make('span', { class: 'label' })
  readonly #before = make('span', { class: 'before' })
  readonly #value = make('span', { class: 'value' })
  readonly #change = make('span', { class: 'visually-hidden' })
  #level = 0

  constructor() {
    linesMade += 1
    const parts = [this.#label, ' ', this.#before, ' ', this.#value, this.#change]
    this.element = make('div', { role: 'treeitem', id: `state-${linesMade}` }, ...parts)
  }

  show(row: StateRow | undefined, isActive: boolean): void {
    const { element } = this
    element.hidden = !row
    if (!row) return
    setAttributes(element, {
      'aria-level': String(row.level),
      'aria-posinset': String(row.place),
      'aria-setsize': String(row.siblings),
      'aria-expanded': row.isOpen === undefined ? undefined : String(row.isOpen),
      'aria-selected': String(isActive),
      'data-change': row.change,
    })
    if (this.#level !== row.level) {
      this.#level = row.level
      element.style.setProperty('--level', String(row.level))
    }
    setText(this.#label, row.label)
    setText(this.#before, row.before ?? '')
    setText(this.#value, row.text)
    setText(this.#change, row.change ? ` (${changeText[row.change]})` : '')
  }
}
