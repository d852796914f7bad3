import type { RecordedEvent } from '../../events/domain-event.ts'
import { copier } from '../copier.ts'
import { eventAsTest } from '../copy-as-test/event-as-test.ts'
import { count, dateTimeText } from '../display-text.ts'
import { causesOf, origin } from '../find-events.ts'
import { jumpListItem, make, setAttributes, setText, textButton } from '../make-element.ts'
import { momentLink } from '../moment-link.ts'
import { observedSize } from '../rendering.ts'
import type { UiContext, UiPart } from '../ui-context.ts'
import { queryPart } from './event-query.ts'

const maxTextLength = 20_000
const forkIsOpen = 'This is a fork: discard it first.'

/** Shows the data, metadata and causes of one event, with the actions for it. */
export function eventDetail(ui: UiContext, onSearch: (query: string) => void): UiPart {
  const title = make('h2', {}, 'Event')
  const facts = make('dl')
  const data = make('pre', { tabindex: '0', role: 'group', 'aria-label': 'Data' })
  const metadata = make('pre', { tabindex: '0', role: 'group', 'aria-label': 'Metadata' })
  const causes = make('ol', { class: 'causes' })
  const caused = make('div', { hidden: '' }, make('h3', {}, 'Caused by'), causes)
  const { byHand, copy } = copier(ui)
  const actions = make(
    'p',
    { class: 'actions' },
    textButton('Copy link', () => copyOf(({ id }) => momentLink(location.href, id), 'Link to this moment')),
    textButton('Copy as test', () => copyOf((event) => eventAsTest(ui.viewer.store, event), 'Test')),
    textButton('Copy event', () => copyOf((event) => JSON.stringify(event, null, 2), 'Event')),
  )
  const leaveOut = textButton('What if it had not happened?', () => void fork())
  const whyNot = make('span', { class: 'hint' })
  const whatIf = make('p', { class: 'actions' }, leaveOut, whyNot)
  const body = make(
    'div',
    { class: 'scrolled', tabindex: '0', role: 'group', 'aria-label': 'Details of the event' },
    ...[facts, make('h3', {}, 'Data'), data, make('h3', {}, 'Metadata'), metadata, caused, actions, whatIf, byHand],
  )
  const none = make('p', { class: 'hint none' }, 'Nothing has happened yet.')
  const element = make('section', { class: 'detail', 'aria-label': 'Event' }, make('header', {}, title), none, body)
  let shown: RecordedEvent | undefined
  let causeSearch = new AbortController()

  /** Copies from the event in the title, even while the panel still shows the previous event. */
  async function copyOf(text: (event: RecordedEvent) => string | Promise<string>, what: string): Promise<void> {
    const { event } = ui.viewer.view
    if (event) await copy(() => text(event), what)
  }

  /** Opens a fork of the whole log without the event in the title. */
  async function fork(): Promise<void> {
    const { forked, viewer } = ui
    if (forked) return ui.showMessage(forkIsOpen)
    if (!viewer.view.event) return
    ui.showMessage('Replaying the log without it …')
    try {
      await ui.fork(viewer.view.event)
    } catch (error) {
      ui.showMessage(error instanceof Error ? error.message : String(error))
    }
  }

  function showFacts(event: RecordedEvent): void {
    const { correlationId } = origin(event)
    const only = (kind: 'type' | 'stream' | 'correlation', value: string): HTMLElement =>
      textButton(value, () => onSearch(queryPart(kind, value)), 'link')
    const lines: [string, Node | string][] = [
      ['Type', only('type', event.type)],
      ['Stream', only('stream', event.streamId)],
      ['Version', count(event.streamVersion)],
      ['Position', count(event.globalPosition)],
      ['Recorded', dateTimeText(event.recordedAt)],
      ['Id', event.id],
      ...(event.commandId === undefined ? [] : [['Command', event.commandId] as [string, string]]),
      ...(correlationId === undefined ? [] : [['Correlation', only('correlation', correlationId)] as [string, Node]]),
    ]
    facts.replaceChildren(...lines.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]))
    for (const link of facts.querySelectorAll('button')) link.title = 'Show only these'
  }

  async function showCauses(event: RecordedEvent): Promise<void> {
    const found = await causesOf(ui.viewer.store, event, causeSearch.signal).catch(() => [])
    if (event !== shown) return
    caused.hidden = found.length === 0
    causes.replaceChildren(...found.map((cause) => jumpListItem(ui, cause.globalPosition, ui.describe(cause))))
  }

  const size = observedSize(element, () => ui.redraw())

  return {
    element,
    show() {
      if (size.height === 0) return
      const { view, isSettled } = ui.viewer
      const { event } = view
      setText(title, event ? ui.describe(event) : 'Before the first event')
      body.hidden = !event
      none.hidden = event !== undefined
      // Uses `aria-disabled` instead of `disabled`, so that the button keeps the focus.
      setAttributes(leaveOut, { 'aria-disabled': ui.forked && 'true' })
      setText(whyNot, ui.forked ? forkIsOpen : '')
      // Long texts are written when the position has settled, not while it moves.
      if (event === shown || !isSettled) return
      shown = event
      causeSearch.abort()
      causeSearch = new AbortController()
      // The focused link is about to be removed, so the focus moves to the panel.
      if (facts.matches(':focus-within') || caused.matches(':focus-within')) body.focus()
      byHand.hidden = true
      caused.hidden = true
      if (!event) return
      showFacts(event)
      setText(data, asText(event.data))
      setText(metadata, asText(event.metadata))
      void showCauses(event)
    },
  }
}

function asText(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
  return text.length > maxTextLength
    ? `${text.slice(0, maxTextLength)}\n… ${count(text.length - maxTextLength)} more characters`
    : text
}
