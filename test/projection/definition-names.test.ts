import { defineProjection, LiveProjection, openMemoryEventStore, Projection, reconstructState } from 'rewindable'
import { fork, Timeline } from 'rewindable/time-travel'
import { hostProjections } from 'rewindable/worker'
import { describe, expect, test } from 'vitest'
import { eventually, rejectionOf } from '../async-results.ts'

type CountEvent = { readonly type: 'A' | 'B'; readonly data: number }

async function openWithA(...data: number[]) {
  const store = await openMemoryEventStore<CountEvent>()
  await store.append(
    's',
    data.map((one) => ({ type: 'A', data: one })),
  )
  return store
}

describe('two definitions with one name', () => {
  const counting = (by: number) =>
    ({
      1: defineProjection<number, CountEvent>({
        name: 'count',
        initialState: () => 0,
        when: { A: (count) => count + 1 },
      }),
      10: defineProjection<number, CountEvent>({
        name: 'count',
        initialState: () => 0,
        when: { A: (count) => count + 10 },
      }),
    })[by === 1 ? 1 : 10]

  const error = { code: 'InvalidArgument', argument: 'name' }

  test('a second definition of a name throws InvalidArgument while the first is in use', async () => {
    const store = await openWithA(1, 2, 3)
    const first = new Projection(store, counting(1))
    await first.catchUp()
    await first.saveSnapshot()
    expect(() => new Projection(store, counting(10))).toThrow(expect.objectContaining(error))
    expect(() => new Timeline(store, [counting(10)])).toThrow(expect.objectContaining(error))
    expect(await rejectionOf(reconstructState(store, counting(10)))).toMatchObject(error)
    const branch = await fork(store)
    expect(await rejectionOf(reconstructState(branch, counting(10)))).toMatchObject(error)
    await branch.close()
  })

  test('a timeline with two definitions of a name throws InvalidArgument and releases the name', async () => {
    const store = await openWithA(1, 2, 3)
    expect(() => new Timeline(store, [counting(1), counting(10)])).toThrow(expect.objectContaining(error))
    const timeline = new Timeline(store, [counting(10)])
    await timeline.seek(2)
    expect(timeline.getSnapshot().state).toEqual([20])
    timeline.stop()
  })

  test('a name stays in use while one of two timelines runs, although the other is stopped twice', async () => {
    const store = await openWithA(1)
    const [one, other] = [new Timeline(store, counting(1)), new Timeline(store, counting(1))]
    for (let times = 0; times < 2; times += 1) one.stop()
    expect(() => new Timeline(store, counting(10))).toThrow(expect.objectContaining(error))
    other.stop()
    new Timeline(store, counting(10)).stop()
  })

  test('a worker throws InvalidArgument for two definitions with one name', async () => {
    const store = await openWithA(1)
    const host = (): unknown => hostProjections(store, [counting(1), counting(10)], new EventTarget())
    expect(host).toThrow(expect.objectContaining({ code: 'InvalidArgument', argument: 'definitions' }))
  })

  test('a second definition replaces a stopped first one, whose snapshots it ignores, and the first is then rejected', async () => {
    const store = await openWithA(1, 2, 3)
    const first = new LiveProjection(store, counting(1))
    const sibling = new LiveProjection(store, counting(1))
    await first.catchUp()
    await first.saveSnapshot()
    first.stop()
    first.stop()
    const second = new LiveProjection(store, counting(10))
    await eventually(() => expect(second.error).toMatchObject(error))
    sibling.stop()
    const edited = new LiveProjection(store, counting(10))
    await eventually(() => expect([edited.status, edited.state]).toEqual(['live', 30]))
    await edited.saveSnapshot()
    expect(await reconstructState(store, counting(10))).toBe(30)
    expect(await rejectionOf(reconstructState(store, counting(1)))).toMatchObject(error)
    // The rejected live projection retries automatically.
    await store.append('s', { type: 'A', data: 4 })
    await eventually(() => expect([second.status, second.state]).toEqual(['live', 40]))
    for (const live of [second, edited]) live.stop()
  })

  test('a live projection with a second definition fails until the first is stopped', async () => {
    const store = await openWithA(1, 2, 3)
    const first = new LiveProjection(store, counting(1))
    await first.catchUp()
    const second = new LiveProjection(store, counting(10))
    await eventually(() => expect(second.error).toMatchObject({ code: 'InvalidArgument', argument: 'name' }))
    expect(second.status).toBe('failed')
    first.stop()
    const third = new LiveProjection(store, counting(10))
    await eventually(() => expect([third.status, third.state]).toEqual(['live', 30]))
    for (const live of [second, third]) live.stop()
  })

  test('definitions with one name are accepted with different versions or in different stores', async () => {
    const [store, other] = [await openWithA(1, 2), await openWithA(1, 2)]
    expect(await reconstructState(store, counting(1))).toBe(2)
    expect(await reconstructState(store, { ...counting(10), version: 2 })).toBe(20)
    expect(await reconstructState(other, counting(10))).toBe(20)
  })

  test('definitions from the same code count as the same definition', async () => {
    const store = await openWithA(1, 2)
    for (let render = 0; render < 2; render += 1) expect(await reconstructState(store, counting(1))).toBe(2)
  })
})
