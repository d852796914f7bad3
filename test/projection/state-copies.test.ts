import { defineProjection, Projection, reconstructState } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { newName, type Open, places } from '../open-stores.ts'

type WordEvent = { readonly type: 'Word'; readonly data: string }

const words = ['a', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'a', 'constructor', '__proto__']

/** Folds the words and reads the state after each word, with and without snapshots. Returns the final state. */
async function readAfterEach<State extends object>(
  open: Open,
  definition: { initialState: () => State; add: (state: State, word: string) => void },
): Promise<{ readonly read: State; readonly unread: State; readonly fromSnapshot: State }> {
  const store = await open<WordEvent>(newName())
  const projection = new Projection(store, defined('read'))
  for (const [index, word] of words.entries()) {
    await store.append('s', { type: 'Word', data: word })
    await projection.catchUp()
    void projection.state
    if (index === 3) await projection.saveSnapshot()
  }
  const fromSnapshot = new Projection(store, defined('read'))
  expect(await fromSnapshot.loadSnapshot()).toBe(true)
  expect(fromSnapshot.position).toBe(4)
  await fromSnapshot.catchUp()
  return {
    read: projection.state,
    unread: await reconstructState(store, defined('unread')),
    fromSnapshot: fromSnapshot.state,
  }

  function defined(name: string) {
    return defineProjection<State, WordEvent>({
      name,
      initialState: definition.initialState,
      when: {
        Word: (state, { data }) => {
          definition.add(state, data)
          return state
        },
      },
    })
  }
}

describe.each(places)('intermediate reads of a state in $place', ({ open }) => {
  test('intermediate reads do not change a state without a prototype', async () => {
    const { read, unread, fromSnapshot } = await readAfterEach<Record<string, number>>(open, {
      initialState: () => Object.create(null),
      add: (counts, word) => {
        counts[word] = (counts[word] ?? 0) + 1
      },
    })
    expect(Object.entries(unread)).toEqual([
      ['a', 2],
      ['constructor', 2],
      ['__proto__', 2],
      ['toString', 1],
      ['hasOwnProperty', 1],
    ])
    for (const state of [read, fromSnapshot]) {
      expect(Object.entries(state)).toEqual(Object.entries(unread))
      expect(Object.getPrototypeOf(state)).toBeNull()
    }
  })

  test('intermediate reads do not change nested objects without a prototype', async () => {
    type Nested = { readonly byWord: Map<string, object>; readonly list: object[]; readonly all: Set<object> }
    const { read, unread, fromSnapshot } = await readAfterEach<Nested>(open, {
      initialState: () => ({ byWord: new Map(), list: [], all: new Set() }),
      add: ({ byWord, list, all }, word) => {
        const bare = Object.assign(Object.create(null), { word })
        byWord.set(word, bare)
        list.push({ word }, bare)
        all.add(bare)
      },
    })
    const shape = ({ byWord, list, all }: Nested) => ({
      keys: [...byWord.keys()],
      bare: [...byWord.values(), ...list, ...all].map((one) => Object.getPrototypeOf(one) === null),
      // All three places must refer to the same object.
      isShared: [...all].filter((one) => list.includes(one)).length,
    })
    expect(shape(read)).toEqual(shape(unread))
    expect(shape(fromSnapshot)).toEqual(shape(unread))
    expect(shape(unread).isShared).toBe(words.length)
  })

  test('intermediate reads do not change inherited key names or `__proto__` as a key', async () => {
    const { read, unread, fromSnapshot } = await readAfterEach<Record<string, string[]>>(open, {
      initialState: () => ({}),
      add: (state, word) => {
        const known = Object.hasOwn(state, word) ? (state[word] ?? []) : []
        Object.defineProperty(state, word, {
          value: [...known, word],
          enumerable: true,
          writable: true,
          configurable: true,
        })
      },
    })
    expect(Object.entries(read)).toEqual(Object.entries(unread))
    expect(Object.entries(fromSnapshot)).toEqual(Object.entries(unread))
    expect(Object.keys(unread)).toContain('__proto__')
  })

  test('intermediate reads do not change buffers, shared views, dates, patterns, holes or extra array keys', async () => {
    type Odd = {
      bytes: Uint8Array
      rest: Uint8Array
      view: DataView
      when: Date
      list: unknown[]
      big: bigint
      count: number
    }
    const { read, unread, fromSnapshot } = await readAfterEach<Odd>(open, {
      initialState: () => {
        const buffer = new ArrayBuffer(16)
        const list = [1, 2, 3]
        delete list[1]
        return {
          bytes: new Uint8Array(buffer),
          rest: new Uint8Array(buffer, 8, 4),
          view: new DataView(buffer, 4),
          when: new Date(0),
          list: Object.assign(list, { extra: 'kept' }),
          big: 1n,
          count: 0,
        }
      },
      add: (state) => {
        state.count += 1
        state.bytes[8] = state.count
        state.view.setUint8(0, state.count)
        state.when.setTime(state.count)
      },
    })
    for (const state of [read, fromSnapshot]) {
      expect(state).toEqual(unread)
      expect(state.rest.buffer).toBe(state.bytes.buffer)
      expect([state.rest[0], state.bytes[4], 1 in state.list]).toEqual([words.length, words.length, false])
      expect(Object.keys(state.list)).toEqual(['0', '2', 'extra'])
    }
  })
})

test('an initial state object that is returned repeatedly is never changed', async () => {
  const store = await places[1]?.open<WordEvent>(newName())
  if (!store) throw new Error('Expected a storage place.')
  await store.append('s', { type: 'Word', data: 'a' })
  const empty: { words: string[] } = { words: [] }
  const definition = defineProjection<{ words: string[] }, WordEvent>({
    name: 'shared start',
    initialState: () => empty,
    when: {
      Word: (state, { data }) => {
        state.words.push(data)
      },
    },
  })
  expect(await reconstructState(store, definition)).toEqual({ words: ['a'] })
  expect(await reconstructState(store, definition)).toEqual({ words: ['a'] })
  expect(empty).toEqual({ words: [] })
})

test('a part that a handler froze stays frozen, with and without intermediate reads', async () => {
  const store = await places[1]?.open<WordEvent>(newName())
  if (!store) throw new Error('Expected a storage place.')
  const definition = defineProjection<{ words: readonly string[]; readonly first: readonly string[] }, WordEvent>({
    name: 'frozen part',
    initialState: () => ({ words: Object.freeze([]), first: Object.freeze(['first']) }),
    when: {
      Word: (state, { data }) => {
        state.words = Object.freeze([...state.words, data])
      },
    },
  })
  const projection = new Projection(store, definition)
  for (const word of ['a', 'b']) {
    await store.append('s', { type: 'Word', data: word })
    await projection.catchUp()
    expect([Object.isFrozen(projection.state.words), Object.isFrozen(projection.state.first)]).toEqual([true, true])
  }
  expect(projection.state.words).toEqual(['a', 'b'])
})

test('a state may be nested deeper than the call stack allows', async () => {
  const store = await places[1]?.open<WordEvent>(newName())
  if (!store) throw new Error('Expected a storage place.')
  type Chain = { next: Chain | null; readonly words: string[] }
  const definition = defineProjection<Chain, WordEvent>({
    name: 'deep',
    initialState: () => ({ next: null, words: [] }),
    when: {
      Word: (state, { data }) => {
        state.words.push(data)
        for (let level = 0; level < 5_000; level += 1) state.next = { next: state.next, words: [] }
      },
    },
  })
  const projection = new Projection(store, definition)
  for (const word of ['a', 'b', 'c']) {
    await store.append('s', { type: 'Word', data: word })
    await projection.catchUp()
    expect(projection.state.words.at(-1)).toBe(word)
  }
  let depth = 0
  for (let one = projection.state.next; one; one = one.next) depth += 1
  expect(depth).toBe(15_000)
})
