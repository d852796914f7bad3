import type { RecordedEvent } from 'rewindable'
import { expect } from 'vitest'
import type { BankEvent } from '../../../examples/bank-account.ts'
import type { Tab } from '../../engines/engine.ts'
import { readRawLog } from '../../kills/raw-log.ts'
import type { RawRecord } from '../../kills/report.ts'
import { storedEvents } from '../../kills/stored-events.ts'

/** Reads all stored commits in a tab without the library. Returns an empty list if the database does not exist. */
export async function readCommits(tab: Pick<Tab, 'evaluate'>, storeName: string): Promise<readonly RawRecord[]> {
  const raw = await tab.evaluate(readRawLog, storeName)
  return raw === 'gone' ? [] : raw
}

/** Returns the events of the commits. Expects positions and versions without gaps, and commits that match their events. */
export function eventsIn(commits: readonly RawRecord[]): RecordedEvent<BankEvent>[] {
  const { events, violations } = storedEvents(commits)
  expect(violations).toEqual([])
  return events
}

/** Returns the token that a test wrote into the event. */
export function tokenOf(event: RecordedEvent<BankEvent>): string {
  const note = event.type === 'MoneyDeposited' ? event.data.note : undefined
  return note?.split(' ')[0] ?? ''
}

/** Expects that the events of each append are complete and adjacent. Returns the number of appends. */
export function expectWholeAppends(events: readonly RecordedEvent<BankEvent>[]): number {
  let appends = 0
  let expected: string | undefined
  for (const event of events) {
    const [, part = '1', parts = '1'] =
      /^\S+ (\d)\/(\d)/.exec(event.type === 'MoneyDeposited' ? (event.data.note ?? '') : '') ?? []
    const token = tokenOf(event)
    expect(`${token} ${part}`).toBe(expected ?? `${token} 1`)
    expected = part === parts ? undefined : `${token} ${Number(part) + 1}`
    if (part === '1') appends += 1
  }
  expect(expected).toBeUndefined()
  return appends
}
