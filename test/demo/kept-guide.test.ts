import { afterEach, expect, test, vi } from 'vitest'
import { keepGuide, readGuide } from '../../demo/guide/kept-guide.ts'

afterEach(() => vi.unstubAllGlobals())

test('what was done and whether it was closed is there at the next visit', () => {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  })
  expect(readGuide()).toEqual({ isClosed: false, done: [] })
  keepGuide({ isClosed: true, done: ['rewind'] })
  expect(readGuide()).toEqual({ isClosed: true, done: ['rewind'] })
})

test('where nothing can be kept, the guide begins anew', () => {
  vi.stubGlobal('localStorage', undefined)
  expect(() => keepGuide({ isClosed: true, done: [] })).not.toThrow()
  expect(readGuide()).toEqual({ isClosed: false, done: [] })
})

test.each(['', 'null', '7', '"closed"', '{"isClosed":"yes","done":"all"}', '{'])(
  'what is kept may be anything: %s',
  (text) => {
    vi.stubGlobal('localStorage', { getItem: () => text })
    expect(readGuide()).toEqual({ isClosed: false, done: [] })
  },
)
