import { type EventStore, LiveProjection, openEventStore } from 'rewindable'
import { startReactor } from 'rewindable/model'
import 'rewindable/devtools'
import { accountStream, type BankEvent } from '../../../examples/bank-events.ts'
import { check, checkTotals } from '../check.ts'
import { totalsProjection } from '../contenders/rewindable-totals.ts'
import { EventCounter } from '../event-counter.ts'
import { bankEvent } from '../generated-events.ts'
import { timed } from '../timed.ts'
import type { Work } from '../works/work.ts'

const appendsPerTurn = 200
const toWarmUp = 20
const stream = accountStream('followed')
const storeName = 'followed'

/** Follows a store in this tab. */
export type Follower = (store: EventStore<BankEvent>) => Promise<Following>

type Following = {
  /** Resolves when all events up to a position have arrived, and checks them. */
  arrived(position: number): Promise<void>
  stop(): Promise<void>
}

/** Appends events one by one while followers in the same tab receive them. @returns the time for one append */
export function appendFollowedBy(followers: readonly Follower[]): Work<undefined> {
  return {
    async turn() {
      const store = await openEventStore<BankEvent>(storeName)
      const following = await Promise.all(followers.map((follow) => follow(store)))
      const before = await store.lastPosition()
      for (const { arrived } of following) await arrived(before)
      await append(store, before, toWarmUp)
      const { took } = await timed(() => append(store, before + toWarmUp, appendsPerTurn))
      for (const { arrived, stop } of following) {
        await arrived(before + toWarmUp + appendsPerTurn)
        await stop()
      }
      await store.close()
      return took / appendsPerTurn
    },
  }
}

async function append(store: EventStore<BankEvent>, from: number, times: number): Promise<void> {
  for (let index = from; index < from + times; index++) {
    await store.append(stream, bankEvent(index), { expectedVersion: index })
  }
}

export const liveProjection: Follower = async (store) => {
  const live = new LiveProjection(store, totalsProjection)
  let shown = 0
  live.subscribe(({ count }) => {
    shown = count
  })
  return {
    async arrived(position) {
      await live.catchUp()
      checkTotals(live.state, position)
      check('events shown', shown, position)
    },
    stop: async () => live.stop(),
  }
}

export const subscription: Follower = async (store) => {
  const ending = new AbortController()
  const first = await store.lastPosition()
  const events = new EventCounter(first)
  const reading = (async () => {
    for await (const { globalPosition } of store.subscribe({ fromPosition: first + 1, signal: ending.signal })) {
      events.next(globalPosition)
    }
  })()
  return {
    arrived: (position) => events.reached(position),
    async stop() {
      ending.abort()
      await reading
    },
  }
}

export const reactor: Follower = async (store) => {
  const first = await store.lastPosition()
  const events = new EventCounter(first)
  const effect = async ({ globalPosition }: { globalPosition: number }): Promise<void> => events.next(globalPosition)
  // A new name has no checkpoint of an earlier turn.
  const definition = { name: `followed ${first}`, when: { MoneyDeposited: effect, MoneyWithdrawn: effect } }
  const running = startReactor(store, definition, { fromPosition: first + 1 })
  return {
    arrived: (position) => events.reached(position),
    async stop() {
      void running.stop()
      await running.stopped
    },
  }
}

export const element: Follower = async (store) => {
  const timeline = document.createElement('rewindable-timeline')
  timeline.setAttribute('dock', 'bottom')
  timeline.store = store
  timeline.projections = [totalsProjection]
  const count = { shown: -1, onShown: () => {} }
  timeline.addEventListener('moment', ({ detail }) => {
    count.shown = detail.position
    count.onShown()
  })
  document.body.append(timeline)
  return {
    async arrived(position) {
      while (count.shown < position) {
        await new Promise<void>((resolve) => {
          count.onShown = resolve
        })
      }
      check('position shown', count.shown, position)
    },
    stop: async () => timeline.remove(),
  }
}
