import { make } from '../make-element.ts'
import { shortcuts } from '../shortcuts.ts'
import type { UiPart } from '../ui-context.ts'

/** Lists all shortcuts, with a checkbox that turns them off. */
export function shortcutsHelp(isOn: () => boolean, turn: (isOn: boolean) => void): UiPart {
  const box = make('input', { type: 'checkbox' })
  box.addEventListener('change', (event) => {
    event.stopPropagation()
    turn(box.checked)
  })
  const list = make(
    'dl',
    { class: 'keys' },
    ...shortcuts.map(({ shown, words }) =>
      make('div', {}, make('dt', {}, make('kbd', {}, shown)), make('dd', {}, words)),
    ),
  )
  const hint =
    'They work while the focus is in the timeline, except in text fields. In a pane, the keys that scroll keep scrolling.'
  const element = make(
    'section',
    { class: 'tool', 'aria-label': 'Keyboard shortcuts' },
    make('h2', {}, 'Keyboard shortcuts'),
    make('label', { class: 'check' }, box, ' Shortcuts are on'),
    make('p', { class: 'hint' }, hint),
    list,
  )
  return {
    element,
    show() {
      box.checked = isOn()
    },
  }
}
