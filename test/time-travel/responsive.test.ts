import { Timeline } from 'rewindable/time-travel'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { BankEvent } from '../../examples/bank-account.ts'
import { newName, places } from '../open-stores.ts'
import { laborious } from '../projection/laborious.ts'
import { runBetweenTasks } from '../run-between-tasks.ts'
import { depositPositions, moneyByStream, openTimeline } from './timelines.ts'

describe.each(places)('while much is folded, in $place,', ({ open }) => {
  test('the page gets its turn after a few milliseconds of work', async () => {
    const store = await open<BankEvent>(newName())
    await depositPositions(store, 300)
    const { definition, mostInOneTask } = laborious()
    const timeline = await openTimeline(store, definition)
    expect(timeline.getSnapshot().state).toBe((300 * 301) / 2)
    expect(mostInOneTask()).toBeLessThan(10)
  })

  test('it is told how far the fold got, in order', async () => {
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

  test('a slider that never rests shows where it was a moment ago', async () => {
    const store = await open<BankEvent>(newName())
    await depositPositions(store, 5_000)
    const timeline = await openTimeline(store, moneyByStream)
    await timeline.prepared()
    const shown: number[] = []
    timeline.subscribe(({ position }) => shown.push(position))
    const positions = Array.from({ length: 100 }, (_, index) => (index * 1_237) % 5_000)
    let before: Promise<boolean> | undefined
    for (const position of positions) {
      // The one before has begun, and where there is a disk it has a newer one behind it before it arrives.
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
