import { count } from '../display-text.ts'
import { iconButton, make, setText } from '../make-element.ts'
import type { UiContext, UiPart } from '../ui-context.ts'

const typingDelay = 200

/** The search field. Events that do not match are hidden from the list and skipped by steps. States do not change. */
export function searchField(ui: UiContext): UiPart & { readonly field: HTMLInputElement; search(query: string): void } {
  const field = make('input', {
    type: 'search',
    'aria-label': 'Search and filter events',
    placeholder: 'Search, or type: stream: correlation:',
    spellcheck: 'false',
    autocomplete: 'off',
  })
  const found = make('span', { class: 'hint found' })
  const previous = iconButton('Match before', 'M6 15l6-6 6 6', () => ui.viewer.find(-1))
  const next = iconButton('Next match', 'M6 9l6 6 6-6', () => ui.viewer.find(1))
  const element = make('search', { class: 'search' }, field, found, previous, next)
  let waiting: ReturnType<typeof setTimeout> | undefined
  let searched = ''
  let searchedIn = ui.viewer

  function search(): void {
    clearTimeout(waiting)
    if (field.value.trim() === searched) return
    searched = field.value.trim()
    ui.viewer.search(searched)
  }
  field.addEventListener('input', (event) => {
    event.stopPropagation()
    clearTimeout(waiting)
    waiting = setTimeout(search, typingDelay)
  })
  field.addEventListener('keydown', ({ key, shiftKey }) => {
    if (key !== 'Enter') return
    search()
    ui.viewer.find(shiftKey ? -1 : 1)
  })

  return {
    element,
    field,
    search(query) {
      field.value = field.value.includes(query) ? field.value : `${field.value} ${query}`.trim()
      search()
    },
    show() {
      // After a fork opened or closed, the same query searches the displayed log.
      if (searchedIn !== ui.viewer && searched !== '') ui.viewer.search(searched)
      searchedIn = ui.viewer
      const { matches, view } = ui.viewer
      previous.hidden = next.hidden = !matches
      if (!matches) return setText(found, '')
      const { length } = matches.positions
      const isDone = matches.searchedUpTo >= view.lastPosition
      const share = Math.floor((matches.searchedUpTo / Math.max(1, view.lastPosition)) * 100)
      setText(found, `${count(length)} of ${count(view.lastPosition)}${isDone ? '' : ` · ${share} %`}`)
    },
  }
}
