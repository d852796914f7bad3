import type { DomainEvent, JsonValue } from '../../events/domain-event.ts'
import type { Fork } from '../../time-travel/fork-store.ts'
import { count } from '../display-text.ts'
import { make, setAttributes, setText, textButton } from '../make-element.ts'
import type { UiContext, UiPart } from '../ui-context.ts'
import { reasonNotToCommit } from '../what-if-fork.ts'

const leftOutReason = 'A fork that leaves out an event cannot be committed.'

/** Opens a fork at the current position, appends to it, and commits, exports or discards it. */
export function whatIfTool(ui: UiContext): UiPart {
  const title = make('h2')
  const words = make('p', { class: 'hint' })
  const begin = textButton('Fork here', () => run(() => ui.fork()))
  const stream = make('input', { type: 'text', required: '', spellcheck: 'false' })
  const type = make('input', { type: 'text', required: '', spellcheck: 'false' })
  const data = make('textarea', { rows: '4', spellcheck: 'false' })
  const append = make('button', { type: 'submit' }, 'Append to the fork')
  const commit = textButton('Commit to the log', () => run(() => commitFork(ui.forked)))
  const save = textButton('Export the fork', () => run(() => ui.save()))
  const discard = textButton('Discard', () => run(() => end('Discarded.')))
  const summary = make('summary', {}, 'Let something else happen')
  const fields = make(
    'details',
    {},
    summary,
    make(
      'form',
      {},
      make('label', {}, 'Stream', stream),
      make('label', {}, 'Type', type),
      make('label', { class: 'wide' }, 'Data, as JSON', data),
      make('p', { class: 'wide actions' }, append),
    ),
  )
  const inFork = make('div', {}, fields, make('p', { class: 'actions' }, commit, save, discard))
  const element = make(
    'section',
    { class: 'tool', 'aria-label': 'What if' },
    title,
    words,
    make('p', { class: 'actions' }, begin),
    inFork,
  )
  let filledFor: Fork | undefined
  /** The reason why the fork cannot be committed, or `undefined` if no reason is known yet. */
  let commitProblem: string | undefined

  async function run(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => ui.showMessage(String(error)))
  }

  async function commitFork(forked: Fork | undefined): Promise<void> {
    // The page can append to the fork too, so the fork is checked again.
    if (!commitProblem) await checkCommit(forked)
    if (commitProblem) return ui.showMessage(commitProblem)
    await forked?.commit()
    await end('Committed to the log.')
  }

  /** Returns the reason why the projections cannot show the fork. Keeps the first reason found. */
  async function checkCommit(forked: Fork | undefined): Promise<string | undefined> {
    const problem = await reasonNotToCommit(ui)
    if (forked === filledFor) commitProblem ??= problem
    ui.redraw()
    return problem
  }

  async function end(words: string): Promise<void> {
    await ui.unfork()
    ui.showMessage(words)
  }

  fields.addEventListener('submit', (event) => {
    event.preventDefault()
    void run(async () => {
      const event: DomainEvent = { type: type.value.trim(), data: parsed(data.value) }
      const { forked } = ui
      await forked?.append(stream.value.trim(), event)
      ui.viewer.toLive()
      const problem = await checkCommit(forked)
      ui.showMessage(problem ? `Appended to the fork, but: ${problem}` : 'Appended to the fork.')
    })
  })

  /** Fills the form with the event at the fork, because the user probably wants to change it. */
  function fill(forked: Fork): void {
    const { event } = ui.main.view
    if (filledFor === forked) return
    filledFor = forked
    commitProblem = forked.without.length > 0 ? leftOutReason : undefined
    // After leaving out an event, the user needs the space of the form to see the result.
    fields.open = !commitProblem
    stream.value = event?.streamId ?? ''
    type.value = event?.type ?? ''
    data.value = JSON.stringify(event?.data ?? {}, null, 2)
  }

  function showFork(forked: Fork): void {
    const [leftOut] = forked.without
    const after = ui.viewer.view.lastPosition - forked.at
    if (leftOut) {
      setText(title, `What if “${ui.describe(leftOut)}” had not happened?`)
      setText(
        words,
        `This is a copy of the log in memory, without event ${count(leftOut.globalPosition)}. It contains the later events too: ${count(after, 'event')}. ` +
          `The state shows what is different from the current log. ${leftOutReason}`,
      )
    } else {
      setText(title, `A fork of event ${count(forked.at)}, with ${count(Math.max(0, after), 'event')} added`)
      setText(
        words,
        commitProblem ??
          'The state shows what is different from the current log. A commit requires that its streams have not changed since the fork began.',
      )
    }
    setAttributes(commit, { 'aria-disabled': commitProblem && 'true', title: commitProblem })
  }

  return {
    element,
    show() {
      const { forked, viewer } = ui
      // The focused button is about to be hidden, so its replacement receives the focus.
      const [gone, next] = forked ? [begin, summary] : [inFork, begin]
      const hadFocus = gone.matches(':focus-within')
      begin.hidden = forked !== undefined
      inFork.hidden = forked === undefined
      if (hadFocus) next.focus()
      if (forked) {
        fill(forked)
        showFork(forked)
        return
      }
      setText(title, `What if, from event ${count(viewer.view.position)} on`)
      setText(
        words,
        'A fork is a copy of the log up to here, in memory. It changes the log only if you commit it. ' +
          'To leave out one event instead, use the button in its details.',
      )
    },
  }
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('The data must be JSON, such as {"amount": 100}.')
  }
}
