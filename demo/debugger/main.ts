import { openEventStore } from 'rewindable'
import { RewindableTimeline, type ShownMoment } from 'rewindable/devtools'
import { find } from '../element.ts'
import { noticeView } from '../notice.ts'
import { closing } from './closing.ts'
import { describe } from './describe.ts'
import { inWords } from './errors-in-words.ts'
import { fixedTodo } from './fixed-todo.ts'
import { guide } from './guide.ts'
import { pageView } from './page-view.ts'
import { startOverDialog } from './start-over.ts'
import { todo as plantedTodo } from './todo.ts'
import { todoView } from './todo-view.ts'
import type { Action, TodoList } from './update.ts'

const name = 'rewindable-todo'
const isFixed = new URLSearchParams(location.search).has('fixed')
const todo = isFixed ? fixedTodo : plantedTodo

const root = document.documentElement
root.toggleAttribute('data-fixed', isFixed)
const startOver = startOverDialog(find('#start-over', HTMLDialogElement), { name, onError: (error) => notice(error) })
const notice = noticeView(find('#notice', HTMLElement), {
  inWords,
  startOver: startOver.ask,
  newOne: 'Load the new list',
})
find('#ask-start-over', HTMLButtonElement).addEventListener('click', startOver.ask)

async function start(): Promise<void> {
  const store = await openEventStore<Action>(name)
  const known = await store.lastPosition()
  const timeline = find('#timeline', RewindableTimeline)
  const show = todoView(find('#todo', HTMLElement), dispatch)

  async function dispatch(action: Action): Promise<void> {
    await (timeline.fork ?? store).append('todo', action).catch(refused)
  }

  timeline.store = store
  timeline.projections = [todo]
  timeline.addEventListener('moment', ({ detail }) => show(listOf(detail)))

  // The parts of the demo around the application: descriptions, the guide and messages.
  timeline.describe = describe
  const views = [
    closing(root),
    guide(find('#guide', HTMLElement), (action) => store.append('todo', action)),
    pageView(root, timeline),
  ]
  timeline.addEventListener('moment', ({ detail }) => {
    // While the timeline still loads the existing events, the list is not known yet.
    if (detail.error === undefined && detail.isLive && detail.position < known) return
    for (const view of views) view(detail)
    if (detail.error !== undefined && !startOver.isUnderWay) notice(detail.error)
  })

  /** The log recorded nothing, so a ticked box must return to its previous state. */
  function refused(error: unknown): void {
    notice(error)
    const view = timeline.timeline?.getSnapshot()
    if (view) show({ ...listOf(view) })
  }
}

/** Returns the state of the only projection of the timeline. */
function listOf({ state }: Pick<ShownMoment, 'state'>): TodoList {
  return state[0] as TodoList
}

start().catch(notice)
