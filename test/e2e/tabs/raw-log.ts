import type { CommitRecord, RecordedEvent } from 'rewindable'
import { expect } from 'vitest'
import type { BankEvent } from '../../../examples/bank-account.ts'
import { decodeRecord } from '../../decode-record.ts'
import type { Tab } from '../../engines/engine.ts'

/** All commits as the database holds them, read by a tab without the library. */
export function readCommits(tab: Pick<Tab, 'evaluate'>, storeName: string): Promise<CommitRecord[]> {
  return tab.evaluate(async (databaseName) => {
    const databases = await indexedDB.databases()
    // WebKit lists what was about to be created, too: as version 0.
    if (!databases.some(({ name, version }) => name === databaseName && version !== 0)) return []
    return new Promise<CommitRecord[]>((resolve, reject) => {
      const opening = indexedDB.open(databaseName)
      opening.onerror = () => reject(opening.error)
      opening.onsuccess = () => {
        const database = opening.result
        const commits = database.transaction('commits').objectStore('commits').getAll()
        commits.onerror = () => reject(commits.error)
        commits.onsuccess = () => {
          database.close()
          resolve(commits.result)
        }
      }
    })
  }, `rewindable:${storeName}`)
}

/** The events in the commits, which must hold positions and versions without gaps, and just what they say. */
export function eventsIn(commits: readonly CommitRecord[]): RecordedEvent<BankEvent>[] {
  const events: RecordedEvent<BankEvent>[] = []
  const versions = new Map<string, number>()
  for (const commit of commits) {
    const found = decodeRecord(commit) as RecordedEvent<BankEvent>[]
    expect([commit.position, commit.count]).toEqual([events.length + 1, found.length])
    const streams = new Map<string, number>()
    for (const event of found) {
      events.push(event)
      const version = (versions.get(event.streamId) ?? 0) + 1
      versions.set(event.streamId, version)
      streams.set(event.streamId, version)
      expect([event.globalPosition, event.streamVersion]).toEqual([events.length, version])
    }
    expect(commit.streams).toEqual([...streams])
  }
  return events
}

/** The token that a test wrote into an event. */
export function tokenOf(event: RecordedEvent<BankEvent>): string {
  const note = event.type === 'MoneyDeposited' ? event.data.note : undefined
  return note?.split(' ')[0] ?? ''
}

/** That of each append of several events all are there, one behind the other. @returns how many appends there are */
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
