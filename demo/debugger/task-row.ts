import { element } from '../element.ts'
import type { Action, Task } from './update.ts'

/** One row of the list, with a checkbox and a button to remove the task. */
export class TaskRow {
  readonly element: HTMLElement
  readonly #checkbox = element('input', { type: 'checkbox' })
  readonly #title = element('span', { class: 'title' })
  readonly #remove = element('button', { type: 'button', class: 'quiet remove' }, '×')

  constructor(id: string, dispatch: (action: Action) => unknown) {
    this.element = element('li', {}, element('label', {}, this.#checkbox, this.#title), this.#remove)
    this.#checkbox.addEventListener('change', () =>
      dispatch({ type: this.#checkbox.checked ? 'TaskCompleted' : 'TaskReopened', data: { id } }),
    )
    this.#remove.addEventListener('click', () => dispatch({ type: 'TaskRemoved', data: { id } }))
  }

  show({ title, done }: Task): void {
    this.#checkbox.checked = done
    this.element.toggleAttribute('data-done', done)
    if (this.#title.textContent !== title) this.#title.textContent = title
    this.#remove.setAttribute('aria-label', `Remove ${title}`)
  }
}
