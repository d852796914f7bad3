import { count } from './in-words.ts'
import { iconButton, make, say } from './make-element.ts'
import type { Part, Stage } from './part.ts'

const pause = 200

/** What to look for. What does not fit is hidden from the list and skipped by steps; the states stay what they are. */
export function searchField(stage: Stage): Part & { readonly field: HTMLInputElement; search(query: string): void } {
  const field = make('input', {
    type: 'search',
    'aria-label': 'Search and filter events',
    placeholder: 'Search, or type: stream: correlation:',
    spellcheck: 'false',
    autocomplete: 'off',
  })
  const found = make('span', { class: 'hint found' })
  const previous = iconButton('Match before', 'M6 15l6-6 6 6', () => stage.viewer.find(-1))
  const next = iconButton('Next match', 'M6 9l6 6 6-6', () => stage.viewer.find(1))
  const element = make('search', { class: 'search' }, field, found, previous, next)
  let waiting: ReturnType<typeof setTimeout> | undefined
  let searched = ''
  let searchedIn = stage.viewer

  function search(): void {
    clearTimeout(waiting)
    if (field.value.trim() === searched) return
    searched = field.value.trim()
    stage.viewer.search(searched)
  }
  field.addEventListener('input', (event) => {
    event.stopPropagation()
    clearTimeout(waiting)
    waiting = setTimeout(search, pause)
  })
  field.addEventListener('keydown', ({ key, shiftKey }) => {
    if (key !== 'Enter') return
    search()
    stage.viewer.find(shiftKey ? -1 : 1)
  })

  return {
    element,
    field,
    search(query) {
      field.value = field.value.includes(query) ? field.value : `${field.value} ${query}`.trim()
      search()
    },
    show() {
      // A fork that came or went is looked through for the same.
      if (searchedIn !== stage.viewer && searched !== '') stage.viewer.search(searched)
      searchedIn = stage.viewer
      const { matches, view } = stage.viewer
      previous.hidden = next.hidden = !matches
      if (!matches) return say(found, '')
      const { length } = matches.positions
      const isDone = matches.lookedUpTo >= view.lastPosition
      const share = Math.floor((matches.lookedUpTo / Math.max(1, view.lastPosition)) * 100)
      say(found, `${count(length)} of ${count(view.lastPosition)}${isDone ? '' : ` · ${share} %`}`)
    },
  }
}
