import { stateChanges } from 'rewindable/time-travel'
import { expect, test } from 'vitest'

const image = (red: number): ImageData => {
  const data = new ImageData(2, 1)
  data.data[0] = red
  return data
}

test.each<[string, ...(readonly (() => unknown)[])]>([
  ['files', () => new File(['a'], 'a', { lastModified: 1 }), () => new File(['a'], 'b', { lastModified: 1 })],
  [
    'files with different times',
    () => new File(['a'], 'a', { lastModified: 1 }),
    () => new File(['a'], 'a', { lastModified: 2 }),
  ],
  ['blobs', () => new Blob(['a']), () => new Blob(['ab']), () => new Blob(['a'], { type: 'text/plain' })],
  ['images', () => image(1), () => image(2), () => new ImageData(1, 2)],
  ['rectangles', () => new DOMRect(0, 0, 1, 1), () => new DOMRect(0, 0, 1, 2), () => new DOMPoint(0, 0)],
  ['exceptions', () => new DOMException('a', 'AbortError'), () => new DOMException('b', 'AbortError')],
])('stateChanges distinguishes %s and treats each value as equal to its copy', (_, ...makers) => {
  for (const [index, one] of makers.entries()) {
    expect(stateChanges(one(), structuredClone(one()))).toEqual([])
    for (const [other, another] of makers.entries()) {
      expect(stateChanges([one()], [another()]).length > 0, `${index} and ${other}`).toBe(index !== other)
      expect(stateChanges(new Set([one()]), new Set([another()])).length > 0).toBe(index !== other)
    }
  }
})

test('stateChanges treats a DOM element as equal only to itself', () => {
  const [one, other] = [document.createElement('div'), document.createElement('div')]
  expect(stateChanges({ one }, { one })).toEqual([])
  expect(stateChanges({ one }, { one: other })).toHaveLength(1)
  expect(stateChanges(new Set([one]), new Set([other]))).toHaveLength(2)
})
