import type { Bookmark } from '../../time-travel/timeline-view.ts'
import { count } from '../display-text.ts'
import { jumpListItem, make, textButton } from '../make-element.ts'
import type { UiContext, UiPart } from '../ui-context.ts'

/** Lists the bookmarks, with editable names, and the marks of the page. */
export function bookmarksTool(ui: UiContext, toggle: () => void): UiPart {
  const list = make('ul', { class: 'bookmarks' })
  const marks = make('ul')
  const marked = make('div', { hidden: '' }, make('h3', {}, 'Marks'), marks)
  const add = textButton('Bookmark this moment', toggle)
  const element = make(
    'section',
    { class: 'tool', 'aria-label': 'Bookmarks' },
    make('header', {}, make('h2', {}, 'Bookmarks'), add),
    list,
    marked,
  )
  let drawn: readonly Bookmark[] | undefined
  let drawnMarks = ''
  let lines: readonly HTMLElement[] = []

  function line({ position, label }: Bookmark): HTMLElement {
    const name = `Event ${count(position)}`
    const { timeline } = ui.viewer
    const go = textButton(name, () => ui.jump(position), 'link')
    const field = make('input', {
      type: 'text',
      value: label,
      'aria-label': `Name of the bookmark at event ${count(position)}`,
    })
    field.addEventListener('change', (event) => {
      event.stopPropagation()
      timeline.renameBookmark(position, field.value)
    })
    const remove = textButton('Remove', () => timeline.removeBookmark(position))
    remove.setAttribute('aria-label', `Remove the bookmark at event ${count(position)}`)
    return make('li', {}, go, field, remove)
  }

  function showMarks(): void {
    // The marks are compared by content: a page may pass new but equal marks, and a redraw would lose the focus.
    const given = JSON.stringify(ui.marks)
    if (drawnMarks === given) return
    drawnMarks = given
    marked.hidden = ui.marks.length === 0
    const inOrder = [...ui.marks].sort((one, other) => one.position - other.position)
    marks.replaceChildren(...inOrder.map(({ position, label }) => jumpListItem(ui, position, label)))
  }

  function showLines(bookmarks: readonly Bookmark[]): void {
    const held = lines.findIndex((one) => one.matches(':focus-within'))
    const from = drawn?.[held]?.position
    const column = [...(lines[held]?.children ?? [])].findIndex((one) => one.matches(':focus'))
    lines = bookmarks.map(line)
    drawn = bookmarks
    const none = make('li', { class: 'hint' }, 'None yet. Press M to bookmark this moment.')
    list.replaceChildren(...(lines.length > 0 ? lines : [none]))
    if (from === undefined) return
    // Restores the focus to the same control of the same bookmark. If the bookmark was removed, the next one or the
    // last one receives it.
    const control = lines.at(bookmarks.findIndex(({ position }) => position >= from))?.children[column]
    if (control instanceof HTMLElement) control.focus()
    else add.focus()
  }

  return {
    element,
    show() {
      showMarks()
      const { bookmarks, position } = ui.viewer.view
      add.textContent = bookmarks.some((one) => one.position === position) ? 'Remove this one' : 'Bookmark this moment'
      if (drawn !== bookmarks) showLines(bookmarks)
    },
  }
}
