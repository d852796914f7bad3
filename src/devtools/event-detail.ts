import type { RecordedEvent } from '../log/domain-event.ts'
import { causesOf, origin } from './causation.ts'
import { copier } from './copier.ts'
import { eventAsTest } from './event-as-test.ts'
import { queryPart } from './event-query.ts'
import { count, whenOf } from './in-words.ts'
import { jumpLine } from './jump-line.ts'
import { assign, make, say, textButton } from './make-element.ts'
import { measured } from './measured.ts'
import { linkTo } from './moment-link.ts'
import type { Part, Stage } from './part.ts'

const longest = 20_000
const inAFork = 'This is a fork: discard it first.'

/** What an event says, where it comes from, and what can be done with it. */
export function eventDetail(stage: Stage, onSearch: (query: string) => void): Part {
  const title = make('h2', {}, 'Event')
  const facts = make('dl')
  const data = make('pre', { tabindex: '0', role: 'group', 'aria-label': 'Data' })
  const metadata = make('pre', { tabindex: '0', role: 'group', 'aria-label': 'Metadata' })
  const causes = make('ol', { class: 'causes' })
  const caused = make('div', { hidden: '' }, make('h3', {}, 'Caused by'), causes)
  const { byHand, copy } = copier(stage)
  const actions = make(
    'p',
    { class: 'actions' },
    textButton('Copy link', () => copyOf(({ id }) => linkTo(location.href, id), 'Link to this moment')),
    textButton('Copy as test', () => copyOf((event) => eventAsTest(stage.viewer.store, event), 'Test')),
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
  let looking = new AbortController()

  /** Of the event that the title names, whose details may be on their way. */
  async function copyOf(text: (event: RecordedEvent) => string | Promise<string>, what: string): Promise<void> {
    const { event } = stage.viewer.view
    if (event) await copy(() => text(event), what)
  }

  /** The whole log once more, without the event that the title names. */
  async function fork(): Promise<void> {
    const { forked, viewer } = stage
    if (forked) return stage.tell(inAFork)
    if (!viewer.view.event) return
    stage.tell('Going through the log without it …')
    try {
      await stage.fork(viewer.view.event)
    } catch (error) {
      stage.tell(error instanceof Error ? error.message : String(error))
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
      ['Recorded', whenOf(event.recordedAt)],
      ['Id', event.id],
      ...(event.commandId === undefined ? [] : [['Command', event.commandId] as [string, string]]),
      ...(correlationId === undefined ? [] : [['Correlation', only('correlation', correlationId)] as [string, Node]]),
    ]
    facts.replaceChildren(...lines.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]))
    for (const link of facts.querySelectorAll('button')) link.title = 'Show only these'
  }

  async function showCauses(event: RecordedEvent): Promise<void> {
    const found = await causesOf(stage.viewer.store, event, looking.signal).catch(() => [])
    if (event !== shown) return
    caused.hidden = found.length === 0
    causes.replaceChildren(...found.map((cause) => jumpLine(stage, cause.globalPosition, stage.describe(cause))))
  }

  const size = measured(element, () => stage.redraw())

  return {
    element,
    show() {
      if (size.height === 0) return
      const { view, isAtRest } = stage.viewer
      const { event } = view
      say(title, event ? stage.describe(event) : 'Before the first event')
      body.hidden = !event
      none.hidden = event !== undefined
      // Not disabled: who pressed it by keyboard keeps the focus.
      assign(leaveOut, { 'aria-disabled': stage.forked && 'true' })
      say(whyNot, stage.forked ? inAFork : '')
      // What is long is written where a person comes to rest, not on the way.
      if (event === shown || !isAtRest) return
      shown = event
      looking.abort()
      looking = new AbortController()
      // The link that led here goes: who pressed it by keyboard goes on from where it was.
      if (facts.matches(':focus-within') || caused.matches(':focus-within')) body.focus()
      byHand.hidden = true
      caused.hidden = true
      if (!event) return
      showFacts(event)
      say(data, asText(event.data))
      say(metadata, asText(event.metadata))
      void showCauses(event)
    },
  }
}

function asText(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
  return text.length > longest ? `${text.slice(0, longest)}\n… ${count(text.length - longest)} more characters` : text
}
