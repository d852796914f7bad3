import { LiveProjection, Projection, reconstructState } from 'rewindable'
import { Timeline } from 'rewindable/time-travel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually } from '../awaiting.ts'
import { newName, places } from '../places.ts'
import { delivered, fileOf, newLogs, openTwo, sum, sums } from './two-tabs.ts'

describe.each(places)('in $place', ({ open }) => {
  describe.each(newLogs)('a log that is replaced by %s', (_, amounts, sameIds) => {
    const end = amounts.length
    const total = sum(amounts)

    test('is what a projection shows once it has caught up, in every store', async () => {
      const { store, other } = await openTwo(open)
      const projections = [store, other].map((one) => new Projection(one, balance))
      for (const projection of projections) await projection.catchUp()
      await store.replaceFromJsonl(await fileOf(amounts, sameIds), { allowEmpty: true })
      for (const projection of projections) {
        await projection.catchUp()
        expect([projection.position, projection.state]).toEqual([end, total])
        expect(await projection.catchUp()).toBe(0)
      }
    })

    test('is what a live projection shows, without a call, in every store', async () => {
      const { store, other } = await openTwo(open)
      const lives = [store, other].map((one) => new LiveProjection(one, balance))
      for (const live of lives) onTestFinished(() => live.stop())
      await eventually(() => expect(lives.map(({ position }) => position)).toEqual([10, 10]))
      await store.replaceFromJsonl(await fileOf(amounts, sameIds), { allowEmpty: true })
      const shown = () => lives.map(({ position, state, status }) => [position, state, status])
      await eventually(() => expect(shown()).toEqual(lives.map(() => [end, total, 'live'])))
      await other.append('account:2', moneyDeposited(7))
      await eventually(() => expect(shown()).toEqual(lives.map(() => [end + 1, total + 7, 'live'])))
    })

    test('is what timelines show, live or in the past, at every position', async () => {
      const { store, other } = await openTwo(open)
      const [live, past] = [new Timeline(other, balance), new Timeline(other, balance)]
      for (const timeline of [live, past]) onTestFinished(() => timeline.stop())
      await eventually(() => expect(live.getSnapshot().position).toBe(10))
      await past.seek(5)
      await past.diff(2, 9)
      await store.replaceFromJsonl(await fileOf(amounts, sameIds), { allowEmpty: true })
      await eventually(() => {
        expect(live.getSnapshot()).toMatchObject({ position: end, state: total, lastPosition: end, isLive: true })
        const position = Math.min(5, end)
        const state = sums(amounts)[position]
        expect(past.getSnapshot()).toMatchObject({ position, state, lastPosition: end, isLive: false })
      })
      for (const [position, state] of sums(amounts).entries()) {
        await past.seek(position)
        expect(past.getSnapshot()).toMatchObject({ position, state, error: undefined })
        expect(await live.stateAt(position)).toBe(state)
      }
    })

    test('is delivered to a subscription from the first event on that has another id', async () => {
      const { store, other } = await openTwo(open)
      const events = delivered(other)
      await eventually(() => expect(events).toHaveLength(10))
      const before = new Set(events.splice(0).map(({ id }) => id))
      await store.replaceFromJsonl(await fileOf(amounts, sameIds), { allowEmpty: true })
      await other.append('account:2', moneyDeposited(7))
      await eventually(() => expect(events.at(-1)?.data).toEqual({ amount: 7 }))
      expect(events).toEqual((await collect(store.readAll())).filter(({ id }) => !before.has(id)))
    })

    test('is what the past is rebuilt from, whatever snapshots a store saves of the old log', async () => {
      const { store, other } = await openTwo(open)
      const [projection, live] = [new Projection(other, balance), new LiveProjection(other, balance)]
      await projection.catchUp()
      await eventually(() => expect(live.position).toBe(10))
      live.stop()
      await store.replaceFromJsonl(await fileOf(amounts, sameIds), { allowEmpty: true })
      // It was folded from the old log, and the store has not looked since.
      await Promise.all([projection.saveSnapshot(), live.saveSnapshot()])
      const next = new Projection(store, balance)
      expect(await next.loadSnapshot()).toBe(false)
      await next.catchUp()
      expect([next.position, next.state]).toEqual([end, total])
      for (const [atPosition, state] of sums(amounts).entries()) {
        expect(await reconstructState(store, balance, { atPosition })).toBe(state)
        expect(await reconstructState(other, balance, { atPosition })).toBe(state)
      }
    })
  })

  test('a subscription delivers all events from the first one with another id on, also if the last one has the same', async () => {
    const { store, other } = await openTwo(open)
    const events = delivered(other)
    await eventually(() => expect(events.splice(0)).toHaveLength(10))
    const lines = (
      await fileOf(
        Array.from({ length: 10 }, () => 100),
        10,
      )
    ).split('\n')
    const file = lines.map((line, index) => (index < 9 ? line.replace('"id":"', '"id":"new ') : line)).join('\n')
    await store.replaceFromJsonl(file)
    await other.append('account:2', moneyDeposited(7))
    await eventually(() => expect(events.at(-1)?.data).toEqual({ amount: 7 }))
    expect(events).toEqual(await collect(store.readAll()))
  })

  test.each([
    ['another and shorter one', [100, 100, 100]],
    ['an empty one', []],
  ])('a subscription to new events delivers all that are appended to %s', async (_, amounts) => {
    const { store, other } = await openTwo(open)
    const [begun, waiting] = [delivered(other, 11), delivered(other, 12)]
    await store.append('account:2', moneyDeposited(5))
    await eventually(() => expect(begun.splice(0)).toHaveLength(1))
    await store.replaceFromJsonl(await fileOf(amounts), { allowEmpty: true })
    // At once: the other store looks when some of them are there.
    for (const amount of [6, 7, 8, 9]) await store.append('account:2', moneyDeposited(amount))
    const news = await collect(store.readAll({ fromPosition: amounts.length + 1 }))
    expect(news).toHaveLength(4)
    await eventually(() => expect([begun, waiting]).toEqual([news, news]))
  })

  test('a projection that catches up while the log is replaced shows one of the two logs', async () => {
    const many = Array.from({ length: 3_000 }, () => 1)
    const others = Array.from({ length: 2_500 }, () => 100)
    const [file, otherFile] = [await fileOf(many, many.length), await fileOf(others, many.length)]
    const name = newName()
    const [store, other] = [await open<BankEvent>(name), await open<BankEvent>(name)]
    await store.importJsonl(file)
    for (const next of [otherFile, file, otherFile]) {
      let replaced: Promise<unknown> | undefined
      const projection = new Projection(other, balance)
      await projection.catchUp({
        onProgress: () => {
          replaced ??= store.replaceFromJsonl(next)
        },
      })
      expect([sum(many), sum(others)]).toContain(projection.state)
      await replaced
      await projection.catchUp()
      expect(projection.state).toBe(next === file ? sum(many) : sum(others))
    }
  })
})
