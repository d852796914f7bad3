import { InvalidArgument } from 'rewindable'
import {
  defineProcessManager,
  type HandleCommandOptions,
  handleCommand,
  handleCommands,
  type ReactorOptions,
  startProcessManager,
  startReactor,
} from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { inMemory, newName } from '../open-stores.ts'
import { type PurseEvent, purse, putIn } from './purse.ts'

/** Options that the types reject and that plain JavaScript can still pass. */
function untyped<Options extends object>(option: string, value: unknown): Options {
  return Object.fromEntries([[option, value]]) as Options
}

const notFunctions: readonly unknown[] = [5, null, 'fast', {}]
const notSignals: readonly unknown[] = [5, null, 'stop', {}, { aborted: false }, new AbortController()]
const notLocks: readonly unknown[] = [5, null, 'locks', {}, { request: 'all' }]
const notStarts: readonly unknown[] = [0, -1, 1.5, NaN, '1', null, 'Now', 'beginning']

const inEach = (option: string, values: readonly unknown[], expected: string) =>
  values.map((value) => ({ option, value, expected }))

describe('invalid options of a reactor', () => {
  const wallet = defineProcessManager<number, number, PurseEvent>({
    name: 'wallet',
    initialState: () => 0,
    when: {},
    correlate: () => 'all',
    decide: {},
  })
  test.each([
    ...inEach('delay', notFunctions, 'a function'),
    ...inEach('locks', notLocks, 'an object with a method `request`, such as `navigator.locks`'),
    ...inEach('fromPosition', notStarts, "'now' or a whole number from 1"),
  ])('a reactor with $option: $value throws InvalidArgument', async ({ option, value, expected }) => {
    const store = await inMemory<PurseEvent>(newName())
    const options = untyped<ReactorOptions>(option, value)
    const start = [
      () => startReactor(store, { name: 'noting', when: {} }, options),
      () => startProcessManager(store, wallet, async () => {}, options),
    ]
    for (const call of start) {
      expect(call).toThrow(InvalidArgument)
      expect(call).toThrow(`${option}: expected ${expected}, got`)
    }
  })
})

describe('invalid options of a command', () => {
  test.each([
    ...inEach('delay', notFunctions, 'a function'),
    ...inEach('now', notFunctions, 'a function'),
    ...inEach('newId', notFunctions, 'a function'),
    ...inEach('signal', notSignals, 'an AbortSignal'),
  ])(
    'a command with $option: $value rejects with InvalidArgument, and nothing is written',
    async ({ option, value, expected }) => {
      const store = await inMemory<PurseEvent>(newName())
      const options = untyped<HandleCommandOptions>(option, value)
      const streamId = 'purse:ada'
      const calls = [
        () => handleCommand(store, purse, streamId, putIn(1), options),
        () => handleCommands(store, purse, [{ streamId, command: putIn(1) }], options),
      ]
      for (const call of calls) {
        const error = await rejectionOf(call())
        expect(error).toBeInstanceOf(InvalidArgument)
        expect(String(error)).toContain(`${option}: expected ${expected}, got`)
      }
      expect(await store.lastPosition()).toBe(0)
    },
  )
})
