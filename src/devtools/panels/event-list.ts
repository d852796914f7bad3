import type { RecordedEvent } from '../../events/domain-event.ts'
import { count, dateTimeText, timeText } from '../display-text.ts'
import { make, setAttributes, setText } from '../make-element.ts'
import { observedSize } from '../rendering.ts'
import type { UiContext, UiPart } from '../ui-context.ts'
import { scrollTopFor, visibleRows } from './visible-rows.ts'

const rowHeight = 28

/** Lists the events of the log. Only visible rows are in the document. Selecting a row goes to its position. */
export function eventList(ui: UiContext): UiPart {
  const space = make('div', { class: 'space', role: 'presentation' })
  const list = make('div', { class: 'rows', role: 'listbox', tabindex: '0', 'aria-label': 'Events' }, space)
  const none = make('p', { class: 'hint none', hidden: '' })
  const element = make('section', { class: 'events', 'aria-label': 'Event list' }, list, none)
  const rows: Row[] = []
  let shownPosition: number | undefined
  let shownQuery: unknown
  let isFound = false

  const size = observedSize(list, () => ui.redraw())
  // Scroll events update this copy, because a read from the element would force a layout.
  let scrollTop = 0
  list.addEventListener('scroll', () => {
    scrollTop = list.scrollTop
    ui.redraw()
  })
  list.addEventListener('click', ({ target }) => {
    const row = target instanceof Element ? target.closest('[data-position]') : null
    if (row) ui.jump(Number(row.getAttribute('data-position')))
  })
  list.addEventListener('keydown', (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1, PageUp: -inSight(), PageDown: inSight() }[event.key]
    if (by === undefined || event.shiftKey) return
    event.preventDefault()
    event.stopPropagation()
    ui.viewer.step(by)
  })

  const inSight = (): number => Math.max(1, Math.floor(size.height / rowHeight) - 1)

  /** Returns the row of the position, or of the last matching event before it. Returns −1 if there is none. */
  function currentRow(): number {
    const { matches, view } = ui.viewer
    return (matches ? matches.countUpTo(view.position) : view.position) - 1
  }

  function draw(): void {
    const { viewer } = ui
    const { matches, view, events } = viewer
    const length = matches ? matches.positions.length : view.lastPosition
    const { height, first, top } = visibleRows(length, rowHeight, size.height, scrollTop)
    space.style.height = `${height}px`
    const shown = Math.min(Math.ceil(size.height / rowHeight) + 1, length - first)
    while (rows.length < shown) {
      const row = new Row()
      rows.push(row)
      space.append(row.element)
    }
    let active: string | undefined
    for (const [index, row] of rows.entries()) {
      row.element.hidden = index >= shown
      if (index >= shown) continue
      const number = first + index
      const position = matches ? (matches.positions[number] ?? 0) : number + 1
      row.show(position, events.at(position), ui, top + index * rowHeight)
      setAttributes(row.element, { 'aria-setsize': String(length), 'aria-posinset': String(number + 1) })
      if (position === view.position) active = row.element.id
    }
    setAttributes(list, { 'aria-activedescendant': active })
  }

  return {
    element,
    show() {
      if (size.height === 0) return
      const { matches, view } = ui.viewer
      const length = matches ? matches.positions.length : view.lastPosition
      none.hidden = length > 0
      setText(none, matches ? 'No event fits the search.' : 'No events yet.')
      // Until the search has passed the position, the row of the position can still change.
      const isSettled = !matches || matches.searchedUpTo >= view.position
      if (view.position !== shownPosition || matches?.query !== shownQuery || (isSettled && !isFound && length > 0)) {
        shownPosition = view.position
        shownQuery = matches?.query
        isFound = isSettled && length > 0
        space.style.height = `${visibleRows(length, rowHeight, size.height, 0).height}px`
        const wanted = scrollTopFor(Math.max(0, currentRow()), length, rowHeight, size.height, scrollTop)
        if (wanted !== scrollTop) {
          list.scrollTop = wanted
          scrollTop = list.scrollTop
        }
      }
      draw()
    },
  }
}

let rowsMade = 0

class Row {
  readonly element: HTMLElement
  readonly #position = make('span', { class: 'number' })
  readonly #what = make('span', { class: 'what' })
  readonly #stream = make('span', { class: 'stream' })
  readonly #time = make('span', { class: 'time' })

  constructor() {
    rowsMade += 1
    const parts = [this.#position, this.#what, this.#stream, this.#time]
    this.element = make('div', { class: 'row', role: 'option', id: `event-${rowsMade}` }, ...parts)
  }

  show(position: number, event: RecordedEvent | undefined, ui: UiContext, top: number): void {
    const { view } = ui.viewer
    const { element } = this
    setAttributes(element, {
      'data-position': String(position),
      'aria-selected': String(position === view.position),
      'data-later': position > view.position ? '' : undefined,
    })
    element.style.transform = `translateY(${top}px)`
    setText(this.#position, count(position))
    setText(this.#what, event ? ui.describe(event) : '…')
    setText(this.#stream, event?.streamId ?? '')
    setText(this.#time, event ? timeText(event.recordedAt) : '')
    setAttributes(this.#time, { title: event ? dateTimeText(event.recordedAt) : undefined })
  }
}
