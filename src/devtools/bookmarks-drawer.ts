import type { Bookmark } from '../time-travel/timeline-view.ts'
import { count } from './in-words.ts'
import { make, textButton } from './make-element.ts'
import type { Part, Stage } from './part.ts'

/** The moments to come back to, with their names. */
export function bookmarksDrawer(stage: Stage, toggle: () => void): Part {
  const list = make('ul', { class: 'bookmarks' })
  const add = textButton('Bookmark this moment', toggle)
  const element = make(
    'section',
    { class: 'drawer', 'aria-label': 'Bookmarks' },
    make('header', {}, make('h2', {}, 'Bookmarks'), add),
    list,
  )
  let drawn: readonly Bookmark[] | undefined

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

  return {
    element,
    show() {
      const { bookmarks, position } = stage.viewer.view
      add.textContent = bookmarks.some((one) => one.position === position) ? 'Remove this one' : 'Bookmark this moment'
      if (drawn === bookmarks) return
      drawn = bookmarks
      const none = make('li', { class: 'hint' }, 'None yet. M makes one of the moment shown.')
      list.replaceChildren(...(bookmarks.length > 0 ? bookmarks.map(line) : [none]))
    },
  }
}
