import { element, find } from '../element.ts'
import { taskId } from './task-id.ts'
import { TaskRow } from './task-row.ts'
import type { Action, TodoList } from './update.ts'

/** Shows a list and dispatches the actions of the user. It does not change the list itself. */
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

  /** Keeps the row of each task, so that a focused control keeps the focus. */
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
    // A box that was just ticked stays ticked until a new list arrives.
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
    // If the focused button is gone, Undo or the title field receives the focus.
    if (held && !held.checkVisibility()) (removal && held !== undo ? undo : title).focus()
  }
}

function titleOf({ id, tasks }: NonNullable<TodoList['removal']>): string {
  return tasks[id]?.title ?? id
}
