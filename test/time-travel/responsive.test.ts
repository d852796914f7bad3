import { Timeline } from 'rewindable/time-travel'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { BankEvent } from '../../examples/bank-account.ts'
import { newName, places } from '../open-stores.ts'
import { slowProjection } from '../projection/slow-projection.ts'
import { runBetweenTasks } from '../run-between-tasks.ts'
import { depositPositions, moneyByStream, openTimeline } from './timelines.ts'

describe.each(places)('long folds of a timeline in $place', ({ open }) => {
  test('a timeline yields to the main thread after a few milliseconds', async () => {
    const store = await open<BankEvent>(newName())
    await depositPositions(store, 300)
    const { definition, mostInOneTask } = slowProjection()
    const timeline = await openTimeline(store, definition)
    expect(timeline.getSnapshot().state).toBe((300 * 301) / 2)
    expect(mostInOneTask()).toBeLessThan(10)
  })

  test('a timeline reports the progress of a fold in increasing order', async () => {
    const store = await open<BankEvent>(newName())
    await depositPositions(store, 20_000)
    const timeline = new Timeline(store, moneyByStream)
    onTestFinished(() => timeline.stop())
    const reached: number[] = []
    timeline.subscribe((view) => view.reached !== undefined && reached.push(view.reached))
    await timeline.toLive()
    expect(reached).toEqual([...reached].sort((a, b) => a - b))
    expect(timeline.getSnapshot().reached).toBeUndefined()
  })

  test('continuous seeks show each previous position before the next one', async () => {
    const store = await open<BankEvent>(newName())
    await depositPositions(store, 5_000)
    const timeline = await openTimeline(store, moneyByStream)
    await timeline.prepared()
    const shown: number[] = []
    timeline.subscribe(({ position }) => shown.push(position))
    const positions = Array.from({ length: 100 }, (_, index) => (index * 1_237) % 5_000)
    let before: Promise<boolean> | undefined
    for (const position of positions) {
      // The previous seek has started. With IndexedDB, it finishes only after the next seek is requested.
      const seek = timeline.seek(position)
      if (before) expect(await before).toBe(true)
      before = seek
      await nextTask()
    }
    await before
    expect([...new Set(shown)].slice(1)).toEqual(positions)
  })
})

const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = runBetweenTasks(() => {
      stop()
      resolve()
    })
  })
