import type { RecordedEvent } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually } from '../async-results.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { type Report, startWriter } from './writer.ts'

describe('concurrent threads', () => {
  test('four threads lose no event, leave no gap, have one winner for each version and show the same events', async () => {
    const name = newName()
    const reports: Report[] = []
    const writers = [1, 2, 3, 4]
    for (const writer of writers) {
      startWriter({ name, writer, appends: 60, eventsEach: 1, note: 'n', race: true }, (report) => reports.push(report))
    }
    await eventually(() => expect(ofKind(reports, 'done')).toHaveLength(4))

    const store = await inIndexedDB<BankEvent>(name)
    const events = await collect(store.readAll())
    expect(events.map(({ globalPosition }) => globalPosition)).toEqual(upTo(events.length))
    for (const writer of writers) expect(versions(events, `own-${writer}`)).toEqual(upTo(60))
    const won = ofKind(reports, 'won').map(({ version }) => version)
    expect(won.toSorted((a, b) => a - b)).toEqual(versions(events, 'shared'))
    expect(versions(events, 'shared')).toEqual(upTo(won.length))
    await eventually(() => {
      for (const writer of writers) {
        const last = ofKind(reports, 'shown').findLast((report) => report.writer === writer)
        expect(last?.positions).toEqual(upTo(events.length))
      }
    })
  })
})

describe('killed threads', () => {
  test('a thread that is killed during appends loses no acknowledged event and leaves whole commits without gaps', async () => {
    const name = newName()
    const reports: Report[] = []
    const note = 'n'.repeat(1_000)
    const order = { name, writer: 1, appends: 10_000, eventsEach: 100, note, race: false }
    await new Promise<void>((resolve) => {
      const worker = startWriter(order, (report) => {
        reports.push(report)
        if (reports.length < 5) return
        worker.terminate()
        resolve()
      })
    })

    // One more commit may be in flight. It must be stored whole or not at all.
    const store = await inIndexedDB<BankEvent>(name)
    await store.append('survivor', moneyDeposited(1))
    const events = await collect(store.readAll())
    expect(events.map(({ globalPosition }) => globalPosition)).toEqual(upTo(events.length))
    const left = versions(events, 'own-1')
    expect(left).toEqual(upTo(left.length))
    expect(left.length % 100).toBe(0)
    const acknowledged = ofKind(reports, 'acknowledged').map(({ globalPosition }) => globalPosition)
    expect(left.length).toBeGreaterThanOrEqual(Math.max(...acknowledged))
  })
})

function versions(events: readonly RecordedEvent<BankEvent>[], streamId: string): number[] {
  return events.filter((event) => event.streamId === streamId).map(({ streamVersion }) => streamVersion)
}

function ofKind<Kind extends Report['kind']>(
  reports: readonly Report[],
  kind: Kind,
): Extract<Report, { kind: Kind }>[] {
  return reports.filter((report): report is Extract<Report, { kind: Kind }> => report.kind === kind)
}
