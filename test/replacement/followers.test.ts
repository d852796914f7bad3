import { importJsonl, LiveProjection, Projection, reconstructState, replaceFromJsonl } from 'rewindable'
import { Timeline } from 'rewindable/time-travel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { delivered, fileOf, newLogs, openTwo, sum, sums } from './two-tabs.ts'

describe.each(places)('followers of a replaced log in $place', ({ open }) => {
  describe.each(newLogs)('a replacement by %s', (_, amounts, sameIds) => {
    const end = amounts.length
    const total = sum(amounts)

    test('a projection of any store shows the new log after the next catchUp', async () => {
      const { store, other } = await openTwo(open)
      const projections = [store, other].map((one) => new Projection(one, balance))
      for (const projection of projections) await projection.catchUp()
      await replaceFromJsonl(store, await fileOf(amounts, sameIds), { allowEmpty: true })
      for (const projection of projections) {
        await projection.catchUp()
        expect([projection.position, projection.state]).toEqual([end, total])
        expect(await projection.catchUp()).toBe(0)
      }
    })

    test('a live projection of any store shows the new log without a call', async () => {
      const { store, other } = await openTwo(open)
      const lives = [store, other].map((one) => new LiveProjection(one, balance))
      for (const live of lives) onTestFinished(() => live.stop())
      await eventually(() => expect(lives.map(({ position }) => position)).toEqual([10, 10]))
      await replaceFromJsonl(store, await fileOf(amounts, sameIds), { allowEmpty: true })
      const shown = () => lives.map(({ position, state, status }) => [position, state, status])
      await eventually(() => expect(shown()).toEqual(lives.map(() => [end, total, 'live'])))
      await other.append('account:2', moneyDeposited(7))
      await eventually(() => expect(shown()).toEqual(lives.map(() => [end + 1, total + 7, 'live'])))
    })

    test('a timeline shows the new log at every position, whether the timeline was live or in the past', async () => {
      const { store, other } = await openTwo(open)
      const [live, past] = [new Timeline(other, balance), new Timeline(other, balance)]
      for (const timeline of [live, past]) onTestFinished(() => timeline.stop())
      await eventually(() => expect(live.getSnapshot().position).toBe(10))
      await past.seek(5)
      await past.diff(2, 9)
      await replaceFromJsonl(store, await fileOf(amounts, sameIds), { allowEmpty: true })
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

    test('a subscription delivers the new log from the first event with another id', async () => {
      const { store, other } = await openTwo(open)
      const events = delivered(other)
      await eventually(() => expect(events).toHaveLength(10))
      const before = new Set(events.splice(0).map(({ id }) => id))
      await replaceFromJsonl(store, await fileOf(amounts, sameIds), { allowEmpty: true })
      await other.append('account:2', moneyDeposited(7))
      await eventually(() => expect(events.at(-1)?.data).toEqual({ amount: 7 }))
      expect(events).toEqual((await collect(store.readAll())).filter(({ id }) => !before.has(id)))
    })

    test('past states are rebuilt from the new log, even if a store saves snapshots of the old log', async () => {
      const { store, other } = await openTwo(open)
      const [projection, live] = [new Projection(other, balance), new LiveProjection(other, balance)]
      await projection.catchUp()
      await eventually(() => expect(live.position).toBe(10))
      live.stop()
      await replaceFromJsonl(store, await fileOf(amounts, sameIds), { allowEmpty: true })
      // These states come from the old log, and the store has not read the log since.
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

  test('a subscription compares all events of a new log with the delivered events, not only the last one', async () => {
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
    await replaceFromJsonl(store, file)
    await other.append('account:2', moneyDeposited(7))
    await eventually(() => expect(events.at(-1)?.data).toEqual({ amount: 7 }))
    expect(events).toEqual(await collect(store.readAll()))
  })

  test.each([
    ['a shorter log', [100, 100, 100]],
    ['an empty log', []],
  ])(
    'a subscription to new events delivers every event that is appended after a replacement by %s',
    async (_, amounts) => {
      const { store, other } = await openTwo(open)
      const [begun, waiting] = [delivered(other, 11), delivered(other, 12)]
      await store.append('account:2', moneyDeposited(5))
      await eventually(() => expect(begun.splice(0)).toHaveLength(1))
      await replaceFromJsonl(store, await fileOf(amounts), { allowEmpty: true })
      // No waits between these appends, so that the other store reads when only some of them are stored.
      for (const amount of [6, 7, 8, 9]) await store.append('account:2', moneyDeposited(amount))
      const news = await collect(store.readAll({ fromPosition: amounts.length + 1 }))
      expect(news).toHaveLength(4)
      await eventually(() => expect([begun, waiting]).toEqual([news, news]))
    },
  )

  test('a projection that catches up during a replacement shows one of the two logs, never a mix', async () => {
    const many = Array.from({ length: 3_000 }, () => 1)
    const others = Array.from({ length: 2_500 }, () => 100)
    const [file, otherFile] = [await fileOf(many, many.length), await fileOf(others, many.length)]
    const name = newName()
    const [store, other] = [await open<BankEvent>(name), await open<BankEvent>(name)]
    await importJsonl(store, file)
    for (const next of [otherFile, file, otherFile]) {
      let replaced: Promise<unknown> | undefined
      const projection = new Projection(other, balance)
      await projection.catchUp({
        onProgress: () => {
          replaced ??= replaceFromJsonl(store, next)
        },
      })
      expect([sum(many), sum(others)]).toContain(projection.state)
      await replaced
      await projection.catchUp()
      expect(projection.state).toBe(next === file ? sum(many) : sum(others))
    }
  })
})
