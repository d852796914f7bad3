import type { DomainEvent, JsonValue } from '../log/domain-event.ts'
import type { Fork } from '../time-travel/fork.ts'
import { count } from './in-words.ts'
import { assign, make, say, textButton } from './make-element.ts'
import type { Part, Stage } from './part.ts'

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
  const commit = textButton('Commit to the log', () => {
    if (canBeCommitted()) void run(() => store()?.commit(), 'Committed to the log.', true)
    else stage.tell(happened)
  })
  const save = textButton('Export the fork', () => run(async () => store() && stage.save(), undefined))
  const discard = textButton('Discard', () => run(async () => undefined, 'Discarded.', true))
  const fields = make(
    'details',
    {},
    make('summary', {}, 'Let something else happen'),
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
  const store = () => stage.forked
  const canBeCommitted = () => store()?.without.length === 0
  let filledFor: unknown

  /** @param ends whether the fork is over when that succeeded */
  async function run(work: () => Promise<unknown> | undefined, done?: string, ends = false): Promise<void> {
    try {
      await work()
      if (ends) await stage.unfork()
      if (done) stage.tell(done)
    } catch (error) {
      stage.tell(String(error))
    }
  }

  fields.addEventListener('submit', (event) => {
    event.preventDefault()
    void run(async () => {
      const event: DomainEvent = { type: type.value.trim(), data: parsed(data.value) }
      await store()?.append(stream.value.trim(), event)
      stage.viewer.toLive()
    }, 'Appended to the fork.')
  })

  /** What happened there is the likeliest thing to try in another way. */
  function fill(): void {
    const { event } = stage.main.view
    if (filledFor === stage.forked) return
    filledFor = stage.forked
    // Whoever left something out has an answer to look at, and the page needs the room.
    fields.open = canBeCommitted()
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
        'The state shows what is different from the log as it is now. A commit expects of each stream what the fork began with.',
      )
    }
    assign(commit, { 'aria-disabled': leftOut && 'true', title: leftOut && happened })
  }

  return {
    element,
    show() {
      const { forked, viewer } = stage
      begin.hidden = forked !== undefined
      inFork.hidden = forked === undefined
      if (forked) {
        fill()
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
