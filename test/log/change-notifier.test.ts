import { type EventStore, LiveProjection } from 'rewindable'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { losing, replaceBroadcastChannel } from '../faults/broadcast-channels.ts'
import { newName, places } from '../open-stores.ts'
import { depositPositions } from '../projection/telling-projections.ts'
import { useFakeTimers } from '../storage/fake-time.ts'

/** Collects the messages between the tabs of a test. */
function overhear(): unknown[] {
  const told: unknown[] = []
  replaceBroadcastChannel((message, deliver) => {
    told.push(message)
    queueMicrotask(() => deliver(message))
  })
  return told
}

describe.each(places)('notifications about new events in $place', ({ open }) => {
  /** Opens two tabs on one log with fake timers. */
  async function openTwo(): Promise<[EventStore<BankEvent>, EventStore<BankEvent>]> {
    useFakeTimers()
    const name = newName()
    return [await open<BankEvent>(name, { pollInterval: 0 }), await open<BankEvent>(name, { pollInterval: 0 })]
  }

  test('a store notifies other tabs of the first append immediately and of following ones together', async () => {
    const told = overhear()
    const [here, there] = await openTwo()
    const { logId } = there
    for (const amount of [1, 2, 3, 4]) await here.append('s', moneyDeposited(amount))
    expect(told).toEqual([{ logId, lastPosition: 1 }])
    vi.advanceTimersByTime(1_000)
    expect(told).toEqual([1, 4].map((lastPosition) => ({ logId, lastPosition })))
    vi.advanceTimersByTime(1_000)
    await here.append('s', moneyDeposited(5))
    expect(told).toEqual([1, 4, 5].map((lastPosition) => ({ logId, lastPosition })))
  })

  test('a store ignores notifications about another log', async () => {
    overhear()
    const [here] = await openTwo()
    const heard: (number | undefined)[] = []
    here.onLogChange((lastPosition) => heard.push(lastPosition))
    const channel = new BroadcastChannel(`rewindable:${here.logId}`)
    onTestFinished(() => channel.close())
    for (const logId of ['another', undefined]) channel.postMessage({ logId, lastPosition: 7 })
    channel.postMessage({ logId: here.logId, lastPosition: 8 })
    vi.useRealTimers()
    await eventually(() => expect(heard).toEqual([8]))
  })

  test('an append calls each tail listener of its own store until the listener is unsubscribed', async () => {
    overhear()
    const [here] = await openTwo()
    const heard: (number | undefined)[] = []
    const undo = here.onLogChange((lastPosition) => heard.push(lastPosition))
    here.onLogChange((lastPosition) => heard.push(lastPosition))
    await here.append('s', moneyDeposited(1))
    undo()
    await here.append('s', moneyDeposited(2))
    expect(heard).toEqual([1, 1, 2])
  })

  test('close sends the pending notification and calls tail listeners one last time', async () => {
    const told = overhear()
    const [here, there] = await openTwo()
    const heard: (number | undefined)[] = []
    here.onLogChange((lastPosition) => heard.push(lastPosition))
    await here.append('s', moneyDeposited(1))
    await here.append('s', moneyDeposited(2))
    await here.close()
    // The notifier sends the delayed notification before it closes.
    expect(told).toEqual([1, 2].map((lastPosition) => ({ logId: there.logId, lastPosition })))
    expect(heard).toEqual([1, 2, undefined])
    await there.append('s', moneyDeposited(3))
    vi.advanceTimersByTime(60_000)
    expect(heard).toEqual([1, 2, undefined])
  })

  test('a live projection without notifications applies a new event after one poll interval', async () => {
    replaceBroadcastChannel(losing)
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const name = newName()
    const [here, there] = [await open<BankEvent>(name), await open<BankEvent>(name, { pollInterval: 5_000 })]
    const live = new LiveProjection(there, depositPositions)
    await eventually(() => expect(live.status).toBe('live'))
    await here.append('s', moneyDeposited(1))
    vi.advanceTimersByTime(4_999)
    expect(live.state).toEqual([])
    vi.advanceTimersByTime(1)
    await eventually(() => expect(live.state).toEqual([1]))
    live.stop()
  })
})
