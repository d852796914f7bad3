import type { Action } from './update.ts'

const add = (id: string, title: string): Action => ({ type: 'TaskAdded', data: { id, title } })
const complete = (id: string): Action => ({ type: 'TaskCompleted', data: { id } })
const reopen = (id: string): Action => ({ type: 'TaskReopened', data: { id } })
const remove = (id: string): Action => ({ type: 'TaskRemoved', data: { id } })
const undo = (id: string): Action => ({ type: 'RemovalUndone', data: { id } })
const clearCompleted: Action = { type: 'CompletedCleared', data: {} }

const monday = [
  add('pay-the-rent', 'Pay the rent'),
  add('buy-milk', 'Buy milk'),
  add('water-the-plants', 'Water the plants'),
  add('call-grandma', 'Call Grandma'),
  add('book-the-dentist', 'Book the dentist'),
  complete('buy-milk'),
  add('return-the-books', 'Return the books to the library'),
  complete('water-the-plants'),
]

const tuesday = [
  add('fix-the-bicycle', 'Fix the bicycle'),
  complete('book-the-dentist'),
  clearCompleted,
  add('buy-a-birthday-card', 'Buy a birthday card for Ada'),
  complete('fix-the-bicycle'),
  reopen('fix-the-bicycle'),
]

const wednesday = [
  // The user notices this mistake only after paying the rent.
  remove('call-grandma'),
  complete('pay-the-rent'),
  undo('call-grandma'),
  complete('call-grandma'),
  add('bake-a-cake', 'Bake a cake'),
  complete('buy-a-birthday-card'),
  clearCompleted,
]

const thursday = [
  add('buy-eggs', 'Buy eggs and flour'),
  complete('buy-eggs'),
  complete('return-the-books'),
  add('write-to-edsger', 'Write to Edsger'),
  add('clean-the-windows', 'Clean the windows'),
  complete('bake-a-cake'),
  remove('clean-the-windows'),
  add('order-firewood', 'Order firewood'),
  add('plan-the-summer', 'Plan the summer'),
  clearCompleted,
]

const friday = [
  complete('fix-the-bicycle'),
  add('water-the-plants-again', 'Water the plants again'),
  add('pack-for-the-weekend', 'Pack for the weekend'),
  complete('water-the-plants-again'),
  complete('write-to-edsger'),
  complete('order-firewood'),
  clearCompleted,
  complete('pack-for-the-weekend'),
]

/** The actions of one week. One of them triggers the bug. The bug is visible only at the end of the week. */
export const week: readonly Action[] = [...monday, ...tuesday, ...wednesday, ...thursday, ...friday]

/**
 * Plays a week through the function that the buttons of the page call.
 *
 * @param pause waits between two actions, so that the user can see each action arrive
 */
export async function playWeek(
  dispatch: (action: Action) => Promise<unknown>,
  pause: () => Promise<unknown>,
): Promise<void> {
  for (const action of week) {
    await dispatch(action)
    await pause()
  }
}
