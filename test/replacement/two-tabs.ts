import { type EventStore, importJsonl, type RecordedEvent } from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import { countingIds, fixedClock } from 'rewindable/testing'
import { onTestFinished } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { exportText } from '../export-text.ts'
import { newName, type Open } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'

/** The amounts of the old log: ten deposits of 1, one commit each, with the ids "event 1" to "event 10". */
export const oldLog: readonly number[] = upTo(10).map(() => 1)

/** Logs that replace the old one, as amounts. The first `sameIds` events keep the ids of the old log. */
export const newLogs: readonly (readonly [what: string, amounts: readonly number[], sameIds: number])[] = [
  ['a longer log', upTo(14).map(() => 100), 0],
  ['a log of the same length', upTo(10).map(() => 100), 0],
  ['a shorter log', upTo(3).map(() => 100), 0],
  ['a prefix of the old log', oldLog.slice(0, 4), 10],
  ['the old log itself', oldLog, 10],
  ['a longer log with the same first events', [...oldLog.slice(0, 6), 100, 100, 100, 100, 100, 100], 6],
  ['a log of the same length with the same first events', [...oldLog.slice(0, 6), 100, 100, 100, 100], 6],
  ['an edited copy with the same ids', oldLog.map((amount, index) => (index === 4 ? 1_000 : amount)), 10],
  ['a longer edited copy', [...oldLog.map((amount, index) => (index === 9 ? 1_000 : amount)), 5, 5], 12],
  ['an empty log', [], 0],
]

/** Returns the export of a log of deposits. The first `sameIds` events have the ids of the old log. */
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
  const file = await exportText(store)
  await store.close()
  return file
}

/** Opens two stores on the old log, as two tabs do. */
export async function openTwo(open: Open): Promise<{ store: EventStore<BankEvent>; other: EventStore<BankEvent> }> {
  const name = newName()
  const store = await open<BankEvent>(name)
  await importJsonl(store, await fileOf(oldLog, oldLog.length))
  return { store, other: await open<BankEvent>(name) }
}

/** Returns a list that collects the events of a subscription until the test ends. */
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

/** Returns the sums of the deposits at positions 0, 1, 2 … */
export function sums(amounts: readonly number[]): number[] {
  return [0, ...amounts.map((_, index) => sum(amounts.slice(0, index + 1)))]
}
