import { make } from './make-element.ts'
import type { Part } from './part.ts'
import { shortcuts } from './shortcuts.ts'

/** Every shortcut, and the switch that turns them off. */
export function helpDrawer(isOn: () => boolean, turn: (isOn: boolean) => void): Part {
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
    'They work while the focus is in the timeline, but not while a text field has it. In a pane, the keys that scroll do so.'
  const element = make(
    'section',
    { class: 'drawer', 'aria-label': 'Keyboard shortcuts' },
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
