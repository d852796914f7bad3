import { copier } from './copier.ts'
import { count } from './in-words.ts'
import { make, say, textButton } from './make-element.ts'
import { measured } from './measured.ts'
import type { Part, Stage } from './part.ts'
import { stateAsTest } from './state-as-test.ts'
import type { StateRow } from './state-rows.ts'
import { stateTree } from './state-tree.ts'
import { pathInWords, valueInWords } from './value-in-words.ts'

const mostChanges = 40

/** The state as of the moment, what made it different from another, and who changed what. */
export function statePanel(stage: Stage): Part {
  let chosen: StateRow | undefined
  const title = make('h2', {}, 'State')
  const pin = textButton('Pin as A', () => {
    const { viewer } = stage
    viewer.pin(viewer.pinned === undefined ? viewer.view.position : undefined)
  })
  const toA = textButton('Go to A', () => stage.viewer.pinned !== undefined && stage.jump(stage.viewer.pinned))
  const changes = make('ul', { class: 'changes' })
  const rest = make('p', { class: 'hint' })
  const tree = stateTree(stage, (row) => {
    chosen = row
    showQuestion()
  })
  const path = make('span', { class: 'path' })
  const who = textButton('Who changed this?', () => void (chosen && whoChanged(chosen.path)))
  const { byHand, copy } = copier(stage)
  const asTest = textButton('Copy state as test', () => void copy(() => chosenAsTest(), 'Test'))
  const question = make('p', { class: 'question' }, path, who, asTest)
  const body = make(
    'div',
    { class: 'scrolled', tabindex: '0', role: 'group', 'aria-label': 'Changes and state' },
    ...[changes, rest, tree.element, byHand],
  )
  const element = make(
    'section',
    { class: 'state', 'aria-label': 'State' },
    make('header', {}, title, toA, pin),
    body,
    question,
  )
  let drawn: unknown

  async function whoChanged(path: readonly unknown[]): Promise<void> {
    try {
      const event = await stage.viewer.timeline.lastChange(path)
      if (!event) return stage.tell(`Nothing changed ${inWords(path)} up to here.`)
      if (event.globalPosition === stage.viewer.view.position) stage.tell(`${inWords(path)} was changed by this event.`)
      else stage.jump(event.globalPosition)
    } catch (error) {
      stage.tell(String(error))
    }
  }

  /** Of the projection that the chosen value belongs to. */
  async function chosenAsTest(): Promise<string> {
    const { store, projections, view } = stage.viewer
    const index = Number(chosen?.path[0])
    const projection = projections[index]
    return projection ? stateAsTest(store, projection, { position: view.position, state: view.state[index] }) : ''
  }

  /** A path begins with the index of a projection; a person knows its name. */
  function inWords([index, ...within]: readonly unknown[]): string {
    return pathInWords([stage.viewer.projections[Number(index)]?.name, ...within])
  }

  function showChanges(): void {
    const { changed } = stage.viewer
    if (drawn === changed) return
    drawn = changed
    const lines = changed.list
      .slice(0, mostChanges)
      .map(({ kind, path, before, after }) =>
        make(
          'li',
          { 'data-change': kind },
          make('button', { type: 'button', class: 'link', title: 'Who changed this?', 'data-path': '' }, inWords(path)),
          ' ',
          ...(kind === 'added'
            ? ['is new: ']
            : [make('del', {}, valueInWords(before)), kind === 'removed' ? ' is gone' : ' → ']),
          ...(kind === 'removed' ? [] : [make('ins', {}, valueInWords(after))]),
        ),
      )
    // The link that led here goes: who pressed it by keyboard goes on from where it was.
    if (changes.matches(':focus-within')) body.focus()
    changes.replaceChildren(...lines)
    for (const [index, line] of lines.entries()) {
      const path = changed.list[index]?.path
      line.querySelector('button')?.addEventListener('click', () => path && void whoChanged(path))
    }
    changes.hidden = lines.length === 0
  }

  /** Whoever chooses a value is asked at once, and not when something else changes. */
  function showQuestion(): void {
    question.hidden = !chosen || chosen.more > 0
    if (chosen) say(path, inWords(chosen.path))
  }

  const size = measured(element, () => stage.redraw())

  return {
    element,
    show() {
      if (size.height === 0) return
      const { view, pinned, changed } = stage.viewer
      const at = count(view.position)
      const isFork = stage.forked !== undefined && pinned === undefined
      const name = isFork ? `The log → the fork at ${at}` : `State after event ${at}`
      say(title, pinned === undefined ? name : `A: ${count(pinned)} → B: ${at}`)
      say(pin, pinned === undefined ? 'Pin as A' : 'Unpin A')
      toA.hidden = pinned === undefined
      showChanges()
      const more = changed.list.length - mostChanges
      const isEvent = pinned === undefined && !isFork
      const nothing = isEvent ? 'This event changed nothing.' : 'Both are the same.'
      say(
        rest,
        more > 0 ? `and ${count(more, 'more change')}` : changed.list.length === 0 && view.position > 0 ? nothing : '',
      )
      rest.hidden = rest.textContent === ''
      element.toggleAttribute('data-moving', !stage.viewer.isAtRest)
      tree.show()
    },
  }
}
