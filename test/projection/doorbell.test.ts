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

describe.each(places)('between two tabs, in $place', ({ open }) => {
  /** Both tabs follow the log in both ways, both append, and all must have seen the same in the end. */
  async function followAndAppend({
    post,
    pollInterval,
    meanwhile,
  }: {
    post: Post
    pollInterval: number
    meanwhile?: () => void
  }) {
    replaceBroadcastChannel(post)
    const name = newName()
    const tabs = [await open<BankEvent>(name, { pollInterval }), await open<BankEvent>(name, { pollInterval })]
    const lives = tabs.map((tab) => new LiveProjection(tab, depositPositions))
    const delivered = tabs.map((tab) => take(tab, deposits))
    await eventually(() => expect(lives.map(({ status }) => status)).toEqual(['live', 'live']))
    for (const amount of upTo(deposits)) await tabs[amount % 3 === 0 ? 0 : 1]?.append('s', moneyDeposited(amount))

    await eventually(() => {
      meanwhile?.()
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

  test('that hear each other, live projections and subscriptions see every event once and in order', async () => {
    await followAndAppend({ post: (message, deliver) => queueMicrotask(() => deliver(message)), pollInterval: 0 })
  })

  test('all messages may get lost: the other tab looks by itself', async () => {
    await followAndAppend({ post: losing, pollInterval: 10 })
  })

  test('that hear each other, the last append before a tab is closed is heard of too', async () => {
    const name = newName()
    const [here, there] = [await open<BankEvent>(name), await open<BankEvent>(name, { pollInterval: 0 })]
    const live = new LiveProjection(there, depositPositions)
    await eventually(() => expect(live.status).toBe('live'))
    for (const amount of upTo(3)) await here.append('s', moneyDeposited(amount))
    await here.close()
    await eventually(() => expect(live.state).toEqual([1, 2, 3]))
    live.stop()
  })

  test('all messages may arrive twice', async () => {
    await followAndAppend({ post: doubling, pollInterval: 0 })
  })

  test('messages may arrive late and in the wrong order', async () => {
    const { post, letGo } = reordering()
    await followAndAppend({ post, pollInterval: 0, meanwhile: letGo })
  })

  test('messages may be wrong, of another log or no messages at all', async () => {
    await followAndAppend({ post: misleading, pollInterval: 0 })
  })

  test('there may be no such thing as a BroadcastChannel', async () => {
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

test.each(places)(
  'in $place, a message that is wrong makes nobody see an event that is not there',
  async ({ open }) => {
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
  },
)

async function take(store: EventStore<BankEvent>, count: number): Promise<RecordedEvent<BankEvent>[]> {
  const taken: RecordedEvent<BankEvent>[] = []
  for await (const event of store.subscribe()) {
    taken.push(event)
    if (taken.length === count) break
  }
  return taken
}
