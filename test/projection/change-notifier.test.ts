import { type EventStore, LiveProjection, type RecordedEvent } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import {
  doubling,
  losing,
  misleading,
  type Post,
  reordering,
  replaceBroadcastChannel,
} from '../faults/broadcast-channels.ts'
import { newName, places } from '../open-stores.ts'
import { depositPositions, upTo } from './telling-projections.ts'

const deposits = 40

describe.each(places)('notifications between two tabs in $place', ({ open }) => {
  /** Appends in both tabs and expects that live projections and subscriptions in both tabs see all events. */
  async function followAndAppend({
    post,
    pollInterval,
    whileWaiting,
  }: {
    post: Post
    pollInterval: number
    whileWaiting?: () => void
  }) {
    replaceBroadcastChannel(post)
    const name = newName()
    const tabs = [await open<BankEvent>(name, { pollInterval }), await open<BankEvent>(name, { pollInterval })]
    const lives = tabs.map((tab) => new LiveProjection(tab, depositPositions))
    const delivered = tabs.map((tab) => take(tab, deposits))
    await eventually(() => expect(lives.map(({ status }) => status)).toEqual(['live', 'live']))
    for (const amount of upTo(deposits)) await tabs[amount % 3 === 0 ? 0 : 1]?.append('s', moneyDeposited(amount))

    await eventually(() => {
      whileWaiting?.()
      expect(lives.map(({ position }) => position)).toEqual([deposits, deposits])
    })
    for (const live of lives) {
      expect([live.state, live.status]).toEqual([upTo(deposits), 'live'])
      live.stop()
    }
    for (const events of await Promise.all(delivered)) {
      expect(events.map(({ globalPosition }) => globalPosition)).toEqual(upTo(deposits))
    }
  }

  test('with notifications, live projections and subscriptions see every event once and in order', async () => {
    await followAndAppend({ post: (message, deliver) => queueMicrotask(() => deliver(message)), pollInterval: 0 })
  })

  test('when every notification is lost, polling still delivers every event once and in order', async () => {
    await followAndAppend({ post: losing, pollInterval: 10 })
  })

  test('a tab receives the last append that another tab makes before it closes', async () => {
    const name = newName()
    const [here, there] = [await open<BankEvent>(name), await open<BankEvent>(name, { pollInterval: 0 })]
    const live = new LiveProjection(there, depositPositions)
    await eventually(() => expect(live.status).toBe('live'))
    for (const amount of upTo(3)) await here.append('s', moneyDeposited(amount))
    await here.close()
    await eventually(() => expect(live.state).toEqual([1, 2, 3]))
    live.stop()
  })

  test('when every notification arrives twice, each event is still seen once and in order', async () => {
    await followAndAppend({ post: doubling, pollInterval: 0 })
  })

  test('when notifications arrive late and out of order, each event is still seen once and in order', async () => {
    const { post, letGo } = reordering()
    await followAndAppend({ post, pollInterval: 0, whileWaiting: letGo })
  })

  test('when notifications are wrong, malformed or from another log, each event is still seen once and in order', async () => {
    await followAndAppend({ post: misleading, pollInterval: 0 })
  })

  test('without BroadcastChannel, polling delivers the events', async () => {
    replaceBroadcastChannel(losing)
    Reflect.deleteProperty(globalThis, 'BroadcastChannel')
    const name = newName()
    const [here, there] = [await open<BankEvent>(name), await open<BankEvent>(name, { pollInterval: 10 })]
    const live = new LiveProjection(there, depositPositions)
    await here.append('s', moneyDeposited(1))
    await eventually(() => expect(live.state).toEqual([1]))
    live.stop()
  })
})

test.each(places)('in $place, a notification with a wrong position does not create an event', async ({ open }) => {
  const letThrough: (() => void)[] = []
  replaceBroadcastChannel((_, deliver) => {
    letThrough.push(() => misleading({ logId: here.logId, lastPosition: 7 }, deliver))
  })
  const name = newName()
  const [here, there] = [await open<BankEvent>(name), await open<BankEvent>(name, { pollInterval: 0 })]
  const live = new LiveProjection(there, depositPositions)
  await here.append('s', moneyDeposited(1))
  for (const deliver of letThrough) deliver()
  await eventually(() => expect(live.position).toBe(1))
  await live.catchUp()
  expect([live.state, live.status]).toEqual([[1], 'live'])
  live.stop()
})

async function take(store: EventStore<BankEvent>, count: number): Promise<RecordedEvent<BankEvent>[]> {
  const taken: RecordedEvent<BankEvent>[] = []
  for await (const event of store.subscribe()) {
    taken.push(event)
    if (taken.length === count) break
  }
  return taken
}
