import type { RecordedEvent } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually } from '../awaiting.ts'
import { inIndexedDB, newName } from '../places.ts'
import { upTo } from '../projection/telling-projections.ts'
import { type Report, startWriter } from './writer.ts'

describe('four threads that append at the same time', () => {
  test('lose nothing, leave no gap, have one winner per version, and all end with the same projection', async () => {
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

describe('a thread that is killed while it appends', () => {
  test('leaves behind all that was acknowledged, commits that are whole, and no gap', async () => {
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

    // The thread may be under way with one more commit: it is stored whole, or not at all.
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
