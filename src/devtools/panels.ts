import { eventDetail } from './event-detail.ts'
import { eventList } from './event-list.ts'
import { assign, make, textButton } from './make-element.ts'
import { panelStyle } from './panel-style.ts'
import type { Part, Stage } from './part.ts'
import { searchField } from './search-field.ts'
import { statePanel } from './state-panel.ts'
import { adopt } from './style-sheets.ts'

const names = { events: 'Events', detail: 'Event', state: 'State' }

/** The panels, which can be asked to lead to the search. */
export type Panels = Part & { search(): void }

type PanelName = keyof typeof names

/** Events, the event and the state: side by side, or one at a time where there is no room. */
export function panels(stage: Stage, root: ShadowRoot): Panels {
  adopt(root, panelStyle)
  const search = searchField(stage)
  const list = eventList(stage)
  const detail = eventDetail(stage, (query) => {
    choose('events')
    search.search(query)
  })
  const state = statePanel(stage)
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
    for (const { name, tab } of tabs) assign(tab, { 'aria-pressed': String(name === chosen) })
    stage.redraw()
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
