import type { RecordedEvent } from '../log/domain-event.ts'
import { clockOf, count, whenOf } from './in-words.ts'
import { assign, make, say } from './make-element.ts'
import { measured } from './measured.ts'
import type { Part, Stage } from './part.ts'
import { rowWindow, scrolledTo } from './row-window.ts'

const rowHeight = 28

/** The events of the log, of which only those in sight are in the document. Choosing one goes to its moment. */
export function eventList(stage: Stage): Part {
  const space = make('div', { class: 'space', role: 'presentation' })
  const list = make('div', { class: 'rows', role: 'listbox', tabindex: '0', 'aria-label': 'Events' }, space)
  const none = make('p', { class: 'hint none', hidden: '' })
  const element = make('section', { class: 'events', 'aria-label': 'Event list' }, list, none)
  const rows: Row[] = []
  let shownPosition: number | undefined
  let shownQuery: unknown
  let isFound = false

  const size = measured(list, () => stage.redraw())
  // Known from what happened to it, for the same reason.
  let scrollTop = 0
  list.addEventListener('scroll', () => {
    scrollTop = list.scrollTop
    stage.redraw()
  })
  list.addEventListener('click', ({ target }) => {
    const row = target instanceof Element ? target.closest('[data-position]') : null
    if (row) stage.jump(Number(row.getAttribute('data-position')))
  })
  list.addEventListener('keydown', (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1, PageUp: -inSight(), PageDown: inSight() }[event.key]
    if (by === undefined || event.shiftKey) return
    event.preventDefault()
    event.stopPropagation()
    stage.viewer.step(by)
  })

  const inSight = (): number => Math.max(1, Math.floor(size.height / rowHeight) - 1)

  /** The row of the position shown, or of the last visible event before it; −1: before all of them. */
  function currentRow(): number {
    const { matches, view } = stage.viewer
    return (matches ? matches.countUpTo(view.position) : view.position) - 1
  }

  function draw(): void {
    const { viewer } = stage
    const { matches, view, events } = viewer
    const length = matches ? matches.positions.length : view.lastPosition
    const { height, first, top } = rowWindow(length, rowHeight, size.height, scrollTop)
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
      row.show(position, events.at(position), stage, top + index * rowHeight)
      assign(row.element, { 'aria-setsize': String(length), 'aria-posinset': String(number + 1) })
      if (position === view.position) active = row.element.id
    }
    assign(list, { 'aria-activedescendant': active })
  }

  return {
    element,
    show() {
      if (size.height === 0) return
      const { matches, view } = stage.viewer
      const length = matches ? matches.positions.length : view.lastPosition
      none.hidden = length > 0
      say(none, matches ? 'No event fits the search.' : 'No events yet.')
      // While a search goes on, the row of the position is not where it will be.
      const isSettled = !matches || matches.lookedUpTo >= view.position
      if (view.position !== shownPosition || matches?.query !== shownQuery || (isSettled && !isFound && length > 0)) {
        shownPosition = view.position
        shownQuery = matches?.query
        isFound = isSettled && length > 0
        space.style.height = `${rowWindow(length, rowHeight, size.height, 0).height}px`
        const wanted = scrolledTo(Math.max(0, currentRow()), length, rowHeight, size.height, scrollTop)
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

  show(position: number, event: RecordedEvent | undefined, stage: Stage, top: number): void {
    const { view } = stage.viewer
    const { element } = this
    assign(element, {
      'data-position': String(position),
      'aria-selected': String(position === view.position),
      'data-later': position > view.position ? '' : undefined,
    })
    element.style.transform = `translateY(${top}px)`
    say(this.#position, count(position))
    say(this.#what, event ? stage.describe(event) : '…')
    say(this.#stream, event?.streamId ?? '')
    say(this.#time, event ? clockOf(event.recordedAt) : '')
    assign(this.#time, { title: event ? whenOf(event.recordedAt) : undefined })
  }
}
