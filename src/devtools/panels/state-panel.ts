import { copier } from '../copier.ts'
import { stateAsTest } from '../copy-as-test/state-as-test.ts'
import { count } from '../display-text.ts'
import { make, setText, textButton } from '../make-element.ts'
import { observedSize } from '../rendering.ts'
import type { UiContext, UiPart } from '../ui-context.ts'
import type { StateRow } from './state-rows.ts'
import { stateTree } from './state-tree.ts'
import { pathAsText, valueAsText } from './value-as-text.ts'

const maxChanges = 40

/** Shows the states at the position, their changes, and the event that last changed a value. */
export function statePanel(ui: UiContext): UiPart {
  let chosen: StateRow | undefined
  const title = make('h2', {}, 'State')
  const pin = textButton('Pin as A', () => {
    const { viewer } = ui
    viewer.pin(viewer.pinned === undefined ? viewer.view.position : undefined)
  })
  const toA = textButton('Go to A', () => ui.viewer.pinned !== undefined && ui.jump(ui.viewer.pinned))
  const changes = make('ul', { class: 'changes' })
  const rest = make('p', { class: 'hint' })
  const tree = stateTree(ui, (row) => {
    chosen = row
    showChosenValue()
  })
  const path = make('span', { class: 'path' })
  const who = textButton('Who changed this?', () => void (chosen && goToLastChange(chosen.path)))
  const { byHand, copy } = copier(ui)
  const asTest = textButton('Copy state as test', () => void copy(() => chosenStateAsTest(), 'Test'))
  const chosenValue = make('p', { class: 'chosen-value' }, path, who, asTest)
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
    chosenValue,
  )
  let drawn: unknown

  async function goToLastChange(path: readonly unknown[]): Promise<void> {
    try {
      const event = await ui.viewer.timeline.lastChange(path)
      if (!event) return ui.showMessage(`Nothing changed ${statePathText(path)} up to here.`)
      if (event.globalPosition === ui.viewer.view.position)
        ui.showMessage(`${statePathText(path)} was changed by this event.`)
      else ui.jump(event.globalPosition)
    } catch (error) {
      ui.showMessage(String(error))
    }
  }

  /** Returns the test for the projection of the chosen value. */
  async function chosenStateAsTest(): Promise<string> {
    const { store, projections, view } = ui.viewer
    const index = Number(chosen?.path[0])
    const projection = projections[index]
    return projection ? stateAsTest(store, projection, { position: view.position, state: view.state[index] }) : ''
  }

  /** Paths begin with the index of a projection, which users know by its name. */
  function statePathText([index, ...within]: readonly unknown[]): string {
    return pathAsText([ui.viewer.projections[Number(index)]?.name, ...within])
  }

  function showChanges(): void {
    const { changed } = ui.viewer
    if (drawn === changed) return
    drawn = changed
    const lines = changed.list
      .slice(0, maxChanges)
      .map(({ kind, path, before, after }) =>
        make(
          'li',
          { 'data-change': kind },
          make(
            'button',
            { type: 'button', class: 'link', title: 'Who changed this?', 'data-path': '' },
            statePathText(path),
          ),
          ' ',
          ...(kind === 'added'
            ? ['is new: ']
            : [make('del', {}, valueAsText(before)), kind === 'removed' ? ' is gone' : ' → ']),
          ...(kind === 'removed' ? [] : [make('ins', {}, valueAsText(after))]),
        ),
      )
    // The focused link is about to be removed, so the focus moves to the panel.
    if (changes.matches(':focus-within')) body.focus()
    changes.replaceChildren(...lines)
    for (const [index, line] of lines.entries()) {
      const path = changed.list[index]?.path
      line.querySelector('button')?.addEventListener('click', () => path && void goToLastChange(path))
    }
    changes.hidden = lines.length === 0
  }

  /** Shows the actions for the chosen value, even while the position has not settled. */
  function showChosenValue(): void {
    chosenValue.hidden = !chosen || chosen.more > 0
    if (chosen) setText(path, statePathText(chosen.path))
  }

  const size = observedSize(element, () => ui.redraw())

  return {
    element,
    show() {
      if (size.height === 0) return
      const { view, pinned, changed } = ui.viewer
      const at = count(view.position)
      const isFork = ui.forked !== undefined && pinned === undefined
      const name = isFork ? `The log → the fork at ${at}` : `State after event ${at}`
      setText(title, pinned === undefined ? name : `A: ${count(pinned)} → B: ${at}`)
      setText(pin, pinned === undefined ? 'Pin as A' : 'Unpin A')
      toA.hidden = pinned === undefined
      showChanges()
      const more = changed.list.length - maxChanges
      const isEvent = pinned === undefined && !isFork
      const nothing = isEvent ? 'This event changed nothing.' : 'Both are the same.'
      setText(
        rest,
        more > 0 ? `and ${count(more, 'more change')}` : changed.list.length === 0 && view.position > 0 ? nothing : '',
      )
      rest.hidden = rest.textContent === ''
      element.toggleAttribute('data-moving', !ui.viewer.isSettled)
      tree.show()
    },
  }
}
