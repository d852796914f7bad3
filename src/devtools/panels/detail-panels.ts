import { make, setAttributes, textButton } from '../make-element.ts'
import { adoptStyles } from '../styles/adopt-styles.ts'
import { panelStyle } from '../styles/panel-style.ts'
import type { UiContext, UiPart } from '../ui-context.ts'
import { eventDetail } from './event-detail.ts'
import { eventList } from './event-list.ts'
import { searchField } from './search-field.ts'
import { statePanel } from './state-panel.ts'

const names = { events: 'Events', detail: 'Event', state: 'State' }

/** The panels, with a method that opens the search. */
export type Panels = UiPart & { search(): void }

type PanelName = keyof typeof names

/**
 * The panels for the event list, one event and the state. They are side by side, or one at a time if space is short.
 */
export function panels(ui: UiContext, root: ShadowRoot): Panels {
  adoptStyles(root, panelStyle)
  const search = searchField(ui)
  const list = eventList(ui)
  const detail = eventDetail(ui, (query) => {
    choose('events')
    search.search(query)
  })
  const state = statePanel(ui)
  const tabs = (Object.keys(names) as PanelName[]).map((name) => {
    const tab = textButton(names[name], () => choose(name))
    return { name, tab }
  })
  const element = make(
    'div',
    { class: 'panels' },
    make('div', { class: 'tabs', role: 'group', 'aria-label': 'Panel' }, ...tabs.map(({ tab }) => tab)),
    ...[search, list, detail, state].map((part) => part.element),
  )

  function choose(chosen: PanelName): void {
    element.dataset.panel = chosen
    for (const { name, tab } of tabs) setAttributes(tab, { 'aria-pressed': String(name === chosen) })
    ui.redraw()
  }
  choose('events')

  return {
    element,
    search() {
      choose('events')
      search.field.focus()
      search.field.select()
    },
    show() {
      for (const part of [search, list, detail, state]) part.show()
    },
  }
}
