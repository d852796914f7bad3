import { createEventStore, type EventStore, type RecordedEvent } from 'rewindable'
import { countingIds, fixedClock, MemoryStorage } from 'rewindable/testing'
import { onTestFinished } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { collect } from '../awaiting.ts'
import { newName, type Open } from '../places.ts'
import { upTo } from '../projection/telling-projections.ts'

/** Ten deposits of 1 in one commit each, which have the ids "event 1" to "event 10". */
export const oldLog: readonly number[] = upTo(10).map(() => 1)

/** The logs that can take its place, as amounts of deposits. Where ids are the same, an event differs only in its amount. */
export const newLogs: readonly (readonly [what: string, amounts: readonly number[], sameIds: number])[] = [
  ['another and longer one', upTo(14).map(() => 100), 0],
  ['another one of the same length', upTo(10).map(() => 100), 0],
  ['another and shorter one', upTo(3).map(() => 100), 0],
  ['its own beginning', oldLog.slice(0, 4), 10],
  ['itself', oldLog, 10],
  ['one that shares its beginning and is longer', [...oldLog.slice(0, 6), 100, 100, 100, 100, 100, 100], 6],
  ['one that shares its beginning and is as long', [...oldLog.slice(0, 6), 100, 100, 100, 100], 6],
  ['an edited copy, whose ids are the same', oldLog.map((amount, index) => (index === 4 ? 1_000 : amount)), 10],
  ['an edited copy that is longer', [...oldLog.map((amount, index) => (index === 9 ? 1_000 : amount)), 5, 5], 12],
  ['an empty one', [], 0],
]

/** The export of a log of deposits, whose first events have the ids that those of the old log have. */
export async function fileOf(amounts: readonly number[], sameIds = 0): Promise<string> {
  const ids = countingIds('event')
  let count = 0
  const newId = (): string => {
    count += 1
    return count <= sameIds ? ids() : `another event ${count}`
  }
  const { now } = fixedClock()
  const store = createEventStore<BankEvent>(new MemoryStorage(newName()), { newId, now })
  for (const amount of amounts) await store.append('account:1', moneyDeposited(amount))
  const file = await new Response(store.exportJsonl()).text()
  await store.close()
  return file
}

/** Two stores that have the old log open, as two tabs do. */
export async function openTwo(open: Open): Promise<{ store: EventStore<BankEvent>; other: EventStore<BankEvent> }> {
  const name = newName()
  const store = await open<BankEvent>(name)
  await store.importJsonl(await fileOf(oldLog, oldLog.length))
  return { store, other: await open<BankEvent>(name) }
}

/** Collects what a subscription delivers until the test is over. */
export function delivered(store: EventStore<BankEvent>, fromPosition = 1): RecordedEvent<BankEvent>[] {
  const events: RecordedEvent<BankEvent>[] = []
  const stop = new AbortController()
  const following = (async () => {
    for await (const event of store.subscribe({ fromPosition, signal: stop.signal })) events.push(event)
  })()
  onTestFinished(async () => {
    stop.abort()
    await following
  })
  return events
}

export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}

/** The sum of the deposits after each event, from none on. */
export function sums(amounts: readonly number[]): number[] {
  return [0, ...amounts.map((_, index) => sum(amounts.slice(0, index + 1)))]
}

export async function amountsIn(store: EventStore<BankEvent>): Promise<unknown[]> {
  return (await collect(store.readAll())).map(({ data }) => 'amount' in data && data.amount)
}
