import type { DomainEvent, JsonValue } from '../log/domain-event.ts'
import type { Fork } from '../time-travel/fork.ts'
import { count } from './in-words.ts'
import { assign, make, say, textButton } from './make-element.ts'
import type { Part, Stage } from './part.ts'
import { misfit } from './what-if.ts'

const happened = 'What happened, happened: a fork that leaves it out cannot be committed.'

/** What if? Goes another way from the moment shown, in memory, and sees where it leads. */
export function forkDrawer(stage: Stage): Part {
  const title = make('h2')
  const words = make('p', { class: 'hint' })
  const begin = textButton('Fork here', () => run(() => stage.fork()))
  const stream = make('input', { type: 'text', required: '', spellcheck: 'false' })
  const type = make('input', { type: 'text', required: '', spellcheck: 'false' })
  const data = make('textarea', { rows: '4', spellcheck: 'false' })
  const append = make('button', { type: 'submit' }, 'Append to the fork')
  const commit = textButton('Commit to the log', () => run(() => commitFork(stage.forked)))
  const save = textButton('Export the fork', () => run(() => stage.save()))
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
    { class: 'drawer', 'aria-label': 'What if' },
    title,
    words,
    make('p', { class: 'actions' }, begin),
    inFork,
  )
  let filledFor: Fork | undefined
  /** Why the fork cannot be committed; undefined: nothing speaks against it yet. */
  let refusal: string | undefined

  async function run(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => stage.tell(String(error)))
  }

  async function commitFork(forked: Fork | undefined): Promise<void> {
    // Others append to it too, such as the page.
    if (!refusal) await look(forked)
    if (refusal) return stage.tell(refusal)
    await forked?.commit()
    await end('Committed to the log.')
  }

  /** @returns what the projections make nothing of, in words; it stays so */
  async function look(forked: Fork | undefined): Promise<string | undefined> {
    const problem = await misfit(stage)
    if (forked === filledFor) refusal ??= problem
    stage.redraw()
    return problem
  }

  async function end(words: string): Promise<void> {
    await stage.unfork()
    stage.tell(words)
  }

  fields.addEventListener('submit', (event) => {
    event.preventDefault()
    void run(async () => {
      const event: DomainEvent = { type: type.value.trim(), data: parsed(data.value) }
      const { forked } = stage
      await forked?.append(stream.value.trim(), event)
      stage.viewer.toLive()
      const problem = await look(forked)
      stage.tell(problem ? `Appended to the fork, but: ${problem}` : 'Appended to the fork.')
    })
  })

  /** What happened there is the likeliest thing to try in another way. */
  function fill(forked: Fork): void {
    const { event } = stage.main.view
    if (filledFor === forked) return
    filledFor = forked
    refusal = forked.without.length > 0 ? happened : undefined
    // Whoever left something out has an answer to look at, and the page needs the room.
    fields.open = !refusal
    stream.value = event?.streamId ?? ''
    type.value = event?.type ?? ''
    data.value = JSON.stringify(event?.data ?? {}, null, 2)
  }

  function showFork(forked: Fork): void {
    const [leftOut] = forked.without
    const after = stage.viewer.view.lastPosition - forked.at
    if (leftOut) {
      say(title, `What if “${stage.describe(leftOut)}” had not happened?`)
      say(
        words,
        `The whole log once more, in memory, without event ${count(leftOut.globalPosition)}. What came after it, ${count(after, 'event')}, happens all the same. ` +
          `The state shows what is different from the log as it is now. ${happened}`,
      )
    } else {
      say(title, `A fork of event ${count(forked.at)}, with ${count(Math.max(0, after), 'event')} of its own`)
      say(
        words,
        refusal ??
          'The state shows what is different from the log as it is now. A commit expects of each stream what the fork began with.',
      )
    }
    assign(commit, { 'aria-disabled': refusal && 'true', title: refusal })
  }

  return {
    element,
    show() {
      const { forked, viewer } = stage
      // What was pressed goes: who pressed it by keyboard goes on from what comes instead.
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
      say(title, `What if, from event ${count(viewer.view.position)} on`)
      say(
        words,
        'A fork goes its own way from here, in memory. Nothing of it is written to the log unless you commit it. ' +
          'Among the details of an event it can be left out of all that came after.',
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
