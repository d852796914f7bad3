import { defineProjection, openMemoryEventStore } from 'rewindable'
import { Timeline } from 'rewindable/time-travel'
import { expect, onTestFinished, test } from 'vitest'

const megabyte = 1024 * 1024

/** Returns the approximate size in bytes that a timeline reports for its only keyframe. */
async function bytesOf(state: unknown): Promise<number> {
  const projection = defineProjection<unknown, { type: 'Never'; data: null }>({
    name: 'state',
    initialState: () => state,
    when: {},
  })
  const timeline = new Timeline(await openMemoryEventStore<{ type: 'Never'; data: null }>(), projection)
  onTestFinished(() => timeline.stop())
  await timeline.prepared()
  expect(timeline.keyframes.positions).toEqual([0])
  return timeline.keyframes.bytes
}

test.each<[string, () => unknown, megabytes: number]>([
  ['a buffer', () => new ArrayBuffer(megabyte), 1],
  ['bytes', () => new Uint8Array(megabyte), 1],
  ['floats', () => ({ list: new Float64Array(megabyte) }), 8],
  [
    'two views of a buffer',
    () => {
      const buffer = new ArrayBuffer(megabyte)
      return [new Uint8Array(buffer), new DataView(buffer)]
    },
    1,
  ],
  ['the keys of a map', () => new Map([[new Uint8Array(megabyte), 1]]), 1],
  ['the message of an error', () => new Error('x'.repeat(megabyte)), 4],
])('the reported memory of keyframes includes %s', async (_, make, megabytes) => {
  const found = (await bytesOf(make())) / megabyte
  expect(found).toBeGreaterThanOrEqual(megabytes)
  expect(found).toBeLessThan(megabytes + 1)
})

test('the reported memory of keyframes counts the items of a sparse list, not its length', async () => {
  expect(await bytesOf(Object.assign([1], { length: 4_000_000_000 }))).toBeLessThan(1_000)
})
