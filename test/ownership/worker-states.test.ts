import { defineProjection } from 'rewindable'
import { hostProjections, RemoteProjection } from 'rewindable/worker'
import { expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import { inMemory, newName } from '../open-stores.ts'

type WordEvent = { readonly type: 'Word'; readonly data: string }

test('a state without a prototype has none after its transfer from a worker', async () => {
  const store = await inMemory<WordEvent>(newName())
  const counts = defineProjection<Record<string, number>, WordEvent>({
    name: 'counts',
    initialState: () => Object.create(null),
    when: {
      Word: (state, { data }) => {
        state[data] = (state[data] ?? 0) + 1
      },
    },
  })
  const target = new EventTarget()
  const stop = hostProjections(store, [counts], target)
  const worker = {
    postMessage: (data: unknown, ports: MessagePort[]): void => {
      target.dispatchEvent(new MessageEvent('message', { data, ports }))
    },
  }
  const remote = new RemoteProjection(worker as Pick<Worker, 'postMessage'>, counts)
  expect(Object.getPrototypeOf(remote.state)).toBeNull()
  for (const data of ['a', 'constructor', 'a']) await store.append('s', { type: 'Word', data })
  await eventually(() => expect(remote.position).toBe(3))
  expect(Object.entries(remote.state)).toEqual([
    ['a', 2],
    ['constructor', 1],
  ])
  expect(Object.getPrototypeOf(remote.state)).toBeNull()
  remote.stop()
  stop()
})
