import type { JsonObject } from '../../derived-types.ts'
import 'rewindable/devtools'
import { type EventStore, type NewEvent, openEventStore, openMemoryEventStore, reconstructState } from 'rewindable'
import {
  accountOpened,
  type BankEvent,
  balances,
  moneyDeposited,
  moneyWithdrawn,
} from '../../../examples/bank-account.ts'

/** The functions that the page offers to the tests. */
export type TimelinePage = {
  /** Opens a bank in memory with five accounts and 115 movements, and random times between them. */
  openBank(): Promise<void>
  /** Opens a bank in IndexedDB with the given number of events. */
  openLong(events: number): Promise<void>
  append(amount: number): Promise<void>
  /** Returns the last position of the log, independent of the shown position. */
  lastPosition(): Promise<number>
  reconstructed(position: number): Promise<string>
  shown(): { position: number; state: string; isLive: boolean; updates: number }
}

declare global {
  interface Window {
    timelinePage: TimelinePage
  }
}

const element = document.querySelector('rewindable-timeline')
if (!element) throw new Error('Expected a timeline element in the page, found none.')
let store: EventStore<BankEvent>
let updates = 0
let last: unknown

element.addEventListener('moment', ({ detail }) => {
  if (detail.state !== last) updates += 1
  last = detail.state
})

function show(opened: EventStore<BankEvent>): void {
  store = opened
  if (!element) return
  element.store = opened
  element.projections = [balances]
}

const day = 24 * 60 * 60 * 1_000
const owners = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Alan']

function* movements(): Generator<[streamId: string, event: NewEvent<BankEvent & { metadata?: JsonObject }>]> {
  for (const [index, owner] of owners.entries()) yield [`account:${index + 1}`, accountOpened(owner, 10_000)]
  let cause: string | undefined
  for (let number = 1; number <= 115; number += 1) {
    const id = crypto.randomUUID()
    const metadata = { correlationId: `visit-${Math.ceil(number / 5)}`, ...(cause && { causationId: cause }) }
    const event =
      number % 3 === 0
        ? moneyWithdrawn(number * 10, 'Cash')
        : moneyDeposited(number * 25, number % 7 ? undefined : 'Rent')
    yield [`account:${(number % owners.length) + 1}`, { ...event, id, metadata }]
    cause = number % 5 === 0 ? undefined : id
  }
}

window.timelinePage = {
  async openBank() {
    let now = new Date(2026, 2, 5, 9).getTime()
    let chance = 7
    const opened = await openMemoryEventStore<BankEvent>({ now: () => now })
    for (const [streamId, event] of movements()) {
      chance = (chance * 16_807) % 2_147_483_647
      now += Math.round((chance / 2_147_483_647) ** 4 * day * 0.5) + 1_000
      await opened.append(streamId, event, { commandId: crypto.randomUUID() })
    }
    show(opened)
  },
  async openLong(events) {
    const opened = await openEventStore<BankEvent>('a long bank')
    const batch = 1_000
    if (events > 0 && (await opened.lastPosition()) === 0) {
      await opened.append('account:0', accountOpened('Ada', 0))
      for (let done = 1; done < events; done += batch) {
        const deposits = Array.from({ length: Math.min(batch, events - done) }, (_, index) =>
          moneyDeposited(done + index),
        )
        await opened.append('account:0', deposits)
      }
    }
    show(opened)
  },
  async append(amount) {
    await store.append('account:1', moneyDeposited(amount))
  },
  lastPosition() {
    return store.lastPosition()
  },
  async reconstructed(position) {
    return JSON.stringify(await reconstructState(store, balances, { atPosition: position }))
  },
  shown() {
    const view = element.timeline?.getSnapshot()
    return {
      position: view?.position ?? -1,
      state: JSON.stringify(view?.state[0]),
      isLive: view?.isLive ?? false,
      updates,
    }
  },
}
