import { element, find } from '../element.ts'
import { taskId } from './task-id.ts'
import { TaskRow } from './task-row.ts'
import type { Action, TodoList } from './update.ts'

/** The list on the page. It shows a list, and dispatches what the person does; what becomes of that is not its business. */
export function todoView(root: HTMLElement, dispatch: (action: Action) => unknown): (list: TodoList) => void {
  const form = find('form', HTMLFormElement, root)
  const title = find('[name=title]', HTMLInputElement, form)
  const tasks = find('ol', HTMLElement, root)
  const none = find('[data-none]', HTMLElement, root)
  const left = find('[data-left]', HTMLElement, root)
  const clear = find('[data-clear]', HTMLButtonElement, root)
  const undoing = find('[data-undoing]', HTMLElement, root)
  const removed = find('[data-removed]', HTMLElement, undoing)
  const undo = find('button', HTMLButtonElement, undoing)
  const rows = new Map<string, TaskRow>()
  let shown: TodoList | undefined

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const words = title.value.trim()
    title.value = ''
    if (words) dispatch({ type: 'TaskAdded', data: { id: taskId(words), title: words } })
  })
  clear.addEventListener('click', () => dispatch({ type: 'CompletedCleared', data: {} }))
  undo.addEventListener('click', () => {
    if (shown?.removal) dispatch({ type: 'RemovalUndone', data: { id: shown.removal.id } })
  })

  /** Rows stay where they are as long as their tasks do: what has the focus keeps it. */
  function showTasks(list: TodoList): void {
    for (const [id, row] of rows) {
      if (Object.hasOwn(list.tasks, id)) continue
      row.element.remove()
      rows.delete(id)
    }
    const sorted = Object.entries(list.tasks).sort(([, one], [, other]) => one.place - other.place)
    for (const [index, [id, task]] of sorted.entries()) {
      const row = rows.get(id) ?? new TaskRow(id, dispatch)
      rows.set(id, row)
      row.show(task)
      if (tasks.children[index] !== row.element) tasks.insertBefore(row.element, tasks.children[index] ?? null)
    }
  }

  return (list) => {
    // A box that was just ticked stays ticked until there is a list that knows of it.
    if (list === shown) return
    shown = list
    const { removal } = list
    const held = root.contains(document.activeElement) ? document.activeElement : null
    showTasks(list)
    const all = Object.values(list.tasks)
    const open = all.filter(({ done }) => !done).length
    none.hidden = all.length > 0
    left.textContent = all.length > 0 ? `${open} of ${all.length} to do` : ''
    clear.hidden = open === all.length
    undoing.hidden = !removal
    removed.replaceChildren(...(removal ? [element('q', {}, titleOf(removal)), ' was removed.'] : []))
    // The button that was pressed is gone: whoever pressed it by keyboard goes on from the next best.
    if (held && !held.checkVisibility()) (removal && held !== undo ? undo : title).focus()
  }
}

function titleOf({ id, tasks }: NonNullable<TodoList['removal']>): string {
  return tasks[id]?.title ?? id
}
