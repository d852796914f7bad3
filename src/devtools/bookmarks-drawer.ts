import type { Bookmark } from '../time-travel/timeline-view.ts'
import { count } from './in-words.ts'
import { jumpLine } from './jump-line.ts'
import { make, textButton } from './make-element.ts'
import type { Part, Stage } from './part.ts'

/** The moments to come back to, with their names, and those that the page marks. */
export function bookmarksDrawer(stage: Stage, toggle: () => void): Part {
  const list = make('ul', { class: 'bookmarks' })
  const marks = make('ul')
  const marked = make('div', { hidden: '' }, make('h3', {}, 'Marks'), marks)
  const add = textButton('Bookmark this moment', toggle)
  const element = make(
    'section',
    { class: 'drawer', 'aria-label': 'Bookmarks' },
    make('header', {}, make('h2', {}, 'Bookmarks'), add),
    list,
    marked,
  )
  let drawn: readonly Bookmark[] | undefined
  let drawnMarks = ''
  let lines: readonly HTMLElement[] = []

  function line({ position, label }: Bookmark): HTMLElement {
    const name = `Event ${count(position)}`
    const { timeline } = stage.viewer
    const go = textButton(name, () => stage.jump(position), 'link')
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
    // By what they say: a page may give new ones that are the same, and whoever has the focus on one keeps it.
    const given = JSON.stringify(stage.marks)
    if (drawnMarks === given) return
    drawnMarks = given
    marked.hidden = stage.marks.length === 0
    const inOrder = [...stage.marks].sort((one, other) => one.position - other.position)
    marks.replaceChildren(...inOrder.map(({ position, label }) => jumpLine(stage, position, label)))
  }

  function showLines(bookmarks: readonly Bookmark[]): void {
    const held = lines.findIndex((one) => one.matches(':focus-within'))
    const from = drawn?.[held]?.position
    const column = [...(lines[held]?.children ?? [])].findIndex((one) => one.matches(':focus'))
    lines = bookmarks.map(line)
    drawn = bookmarks
    const none = make('li', { class: 'hint' }, 'None yet. M makes one of the moment shown.')
    list.replaceChildren(...(lines.length > 0 ? lines : [none]))
    if (from === undefined) return
    // Who was in a line is in it again. Who removed it goes on in the next, or in the last.
    const control = lines.at(bookmarks.findIndex(({ position }) => position >= from))?.children[column]
    if (control instanceof HTMLElement) control.focus()
    else add.focus()
  }

  return {
    element,
    show() {
      showMarks()
      const { bookmarks, position } = stage.viewer.view
      add.textContent = bookmarks.some((one) => one.position === position) ? 'Remove this one' : 'Bookmark this moment'
      if (drawn !== bookmarks) showLines(bookmarks)
    },
  }
}
