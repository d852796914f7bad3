import { defineProjection } from 'rewindable'
import { expect, test } from 'vitest'
import { added, type TodoEvent } from '../collection/todos.ts'
import { followed, relayedWorker, shows } from './relayed-worker.ts'
import { storeOf } from './todo-states.ts'

type Linked = { value: number; next?: Linked }

/** The state of one todo: a list of linked parts, or a part that contains itself. */
function linked(length: number, isCircular: boolean) {
  return defineProjection<Linked, TodoEvent>({
    name: 'linked',
    initialState: () => ({ value: 0 }),
    when: {
      TodoAdded: (_, { globalPosition }) => {
        const last: Linked = { value: globalPosition }
        let first = last
        for (let index = 1; index < length; index += 1) first = { value: index, next: first }
        if (isCircular) last.next = first
        return first
      },
    },
  })
}

function valuesIn(state: Linked, most: number): number[] {
  const values: number[] = []
  for (let part: Linked | undefined = state; part && values.length < most; part = part.next) values.push(part.value)
  return values
}

/** Returns the number of objects in a message. */
function objectsIn(message: unknown): number {
  const objects = new Set([message])
  // The loop also visits the objects that it adds.
  for (const whole of objects) {
    const parts = whole instanceof Map ? whole.values() : Object.values(whole as object)
    for (const part of parts) if (typeof part === 'object' && part !== null) objects.add(part)
  }
  return objects.size
}

test.each([
  { title: 'a state that contains itself', definition: linked(3, true), expected: [2, 1, 2, 2, 1], most: 100 },
  { title: 'a deep state', definition: linked(1_000, false), expected: [999, 998, 997, 996, 995], most: 1_500 },
])('a change of $title arrives equal, and the message is small', async ({ definition, expected, most }) => {
  const store = await storeOf(0)
  const { worker, messages } = relayedWorker(store, definition)
  const remote = followed(worker, definition)
  await store.append('s', added('first'))
  await shows(remote, 1)
  await store.append('s', added('second'))
  const after = await shows(remote, 2)
  expect(valuesIn(after, 5)).toEqual(expected)
  expect(valuesIn(after, 1_000)).toContain(2)
  expect(objectsIn(messages.at(-1))).toBeLessThan(most)
})
