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

describe('two definitions of one name over one store', () => {
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

  test('are refused while the first one is in use', async () => {
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

  test('are refused in one timeline, which gives the names back', async () => {
    const store = await openWithA(1, 2, 3)
    expect(() => new Timeline(store, [counting(1), counting(10)])).toThrow(expect.objectContaining(error))
    const timeline = new Timeline(store, [counting(10)])
    await timeline.seek(2)
    expect(timeline.getSnapshot().state).toEqual([20])
    timeline.stop()
  })

  test('are refused while one of two timelines is in use, however often the other one is stopped', async () => {
    const store = await openWithA(1)
    const [one, other] = [new Timeline(store, counting(1)), new Timeline(store, counting(1))]
    for (let times = 0; times < 2; times += 1) one.stop()
    expect(() => new Timeline(store, counting(10))).toThrow(expect.objectContaining(error))
    other.stop()
    new Timeline(store, counting(10)).stop()
  })

  test('are refused by a worker', async () => {
    const store = await openWithA(1)
    const host = (): unknown => hostProjections(store, [counting(1), counting(10)], new EventTarget())
    expect(host).toThrow(expect.objectContaining({ code: 'InvalidArgument', argument: 'definitions' }))
  })

  test('follow each other without a snapshot of the first, once that was stopped, and the first may not come back', async () => {
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
    // The one that was refused goes on by itself.
    await store.append('s', { type: 'A', data: 4 })
    await eventually(() => expect([second.status, second.state]).toEqual(['live', 40]))
    for (const live of [second, edited]) live.stop()
  })

  test('have the second live projection fail, until the first one is stopped', async () => {
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

  test('may have different versions, or be over different stores', async () => {
    const [store, other] = [await openWithA(1, 2), await openWithA(1, 2)]
    expect(await reconstructState(store, counting(1))).toBe(2)
    expect(await reconstructState(store, { ...counting(10), version: 2 })).toBe(20)
    expect(await reconstructState(other, counting(10))).toBe(20)
  })

  test('are the same definition if they were made by the same code', async () => {
    const store = await openWithA(1, 2)
    for (let render = 0; render < 2; render += 1) expect(await reconstructState(store, counting(1))).toBe(2)
  })
})
