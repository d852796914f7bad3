import { afterEach, expect, test, vi } from 'vitest'
import { keepGuide, readGuide } from '../../demo/guide/kept-guide.ts'

afterEach(() => vi.unstubAllGlobals())

test('the guide restores completed steps and its closed state after a reload', () => {
  const stored = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  })
  expect(readGuide()).toEqual({ isClosed: false, done: [] })
  keepGuide({ isClosed: true, done: ['rewind'] })
  expect(readGuide()).toEqual({ isClosed: true, done: ['rewind'] })
})

test('the guide starts from the beginning without localStorage', () => {
  vi.stubGlobal('localStorage', undefined)
  expect(() => keepGuide({ isClosed: true, done: [] })).not.toThrow()
  expect(readGuide()).toEqual({ isClosed: false, done: [] })
})

test.each(['', 'null', '7', '"closed"', '{"isClosed":"yes","done":"all"}', '{'])(
  'the guide starts from the beginning with the invalid stored value %j',
  (text) => {
    vi.stubGlobal('localStorage', { getItem: () => text })
    expect(readGuide()).toEqual({ isClosed: false, done: [] })
  },
)
