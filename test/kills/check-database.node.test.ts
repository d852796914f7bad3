import { describe, expect, test } from 'vitest'
import { decodeRecord } from '../decode-record.ts'
import { checkDatabase } from './check-database.ts'
import { eventsOf, type PlannedAppend } from './planned-append.ts'
import type { RawLog, RawRecord, WriteLog } from './report.ts'
import { acknowledged, logOf, numbered, placed, recordOf } from './sample-log.ts'
import type { StoredEvent } from './stored-events.ts'

const alone: PlannedAppend = { commandId: 'a#1', parts: [{ streamId: 'own:a', events: 1, expectedVersion: 0 }] }
const three: PlannedAppend = { commandId: 'a#2', parts: [{ streamId: 'own:a', events: 3, expectedVersion: 1 }] }
const batch: PlannedAppend = {
  commandId: 'b#1',
  parts: [
    { streamId: 'own:b', events: 2, expectedVersion: 'noStream' },
    { streamId: 'shared', events: 1 },
  ],
}
const started = [alone, three, batch]
const all = [
  acknowledged('a#1', ['own:a', 1, 1]),
  acknowledged('a#2', ['own:a', 4, 4]),
  acknowledged('b#1', ['own:b', 2, 6], ['shared', 1, 7]),
]

describe('a correct database after a kill', () => {
  test('the database check accepts a log with all acknowledged appends', () => {
    expect(kindsIn({ acknowledged: all }, logOf(alone, three, batch))).toEqual([])
  })

  test('the database check accepts a log with or without the appends in flight', () => {
    expect(kindsIn({ acknowledged: all.slice(0, 1) }, logOf(alone, three, batch))).toEqual([])
    expect(kindsIn({ acknowledged: all.slice(0, 1) }, logOf(alone))).toEqual([])
  })

  test('the database check accepts several appends in one record and one append in several records', () => {
    const [first, second, third] = logOf(alone, three, batch)
    expect(kindsIn({ acknowledged: all }, together(first, second, third))).toEqual([])
    expect(kindsIn({ acknowledged: all }, [...one(first), ...halves(second), ...one(third)])).toEqual([])
  })
})

describe('a damaged database after a kill', () => {
  test('the database check reports an acknowledged append that is missing', () => {
    expect(kindsIn({ acknowledged: all }, logOf(alone, three))).toEqual(['lost'])
  })

  test('the database check reports a missing database and each missing acknowledged append', () => {
    expect(kindsIn({ acknowledged: all.slice(0, 2) }, 'gone')).toEqual(['gone', 'lost', 'lost'])
  })

  test('the database check reports an append without its first or last events, acknowledged or in flight', () => {
    const [first, second, third] = logOf(alone, three, batch)
    expect(kindsIn({}, [...one(first), ...halves(second).slice(0, 1)])).toEqual(['torn'])
    expect(kindsIn({ acknowledged: all.slice(0, 2) }, [...one(first), ...halves(second).slice(0, 1)])).toContain('torn')
    expect(kindsIn({}, [...one(first), ...halves(second).slice(1), ...one(third)])).toContain('torn')
  })

  test('the database check reports a batch that is stored in only one of its two streams', () => {
    expect(kindsIn({}, logOf({ ...batch, parts: batch.parts.slice(0, 1) }))).toEqual(['torn'])
  })

  test('the database check reports an append that is stored between the events of another', () => {
    const between: PlannedAppend = { commandId: 'c#1', parts: [{ streamId: 'shared', events: 1 }] }
    const events = [...placed(eventsOf(alone), 'a#1'), ...placed(eventsOf(three).slice(0, 1), 'a#2')]
    const mixed = [...events, ...placed(eventsOf(between), 'c#1'), ...placed(eventsOf(three).slice(1), 'a#2')]
    expect(kindsIn({ started: [...started, between] }, [recordOf(numbered(mixed))])).toEqual(['torn'])
  })

  test('the database check reports a missing commit between two others', () => {
    const [first, , third] = logOf(alone, three, batch)
    expect(kindsIn({}, [...one(first), ...one(third)])).toContain('gap')
  })

  test('the database check reports a record whose count, streams or events do not match', () => {
    const [record] = logOf(alone)
    const streams = [['own:a', 2]] as const
    expect(kindsIn({}, one(record && { ...record, count: 2 }))).toEqual(['gap'])
    expect(kindsIn({}, one(record && { ...record, streams }))).toEqual(['gap'])
    expect(kindsIn({}, one(record && { ...record, events: record.events.slice(0, -9) }))).toContain('gap')
  })

  test('the database check reports a gap between the versions of a stream', () => {
    const [record] = logOf(alone)
    const events = record?.events.replace('"own:a",1,', '"own:a",2,') ?? ''
    expect(kindsIn({}, one(record && { ...record, events }))).toContain('gap')
  })

  test('the database check reports a stored append that no writer started', () => {
    expect(kindsIn({ started: [alone] }, logOf(alone, batch))).toEqual(['not started'])
  })

  test('the database check reports an append that is stored twice', () => {
    const again = { ...batch, parts: [{ streamId: 'shared', events: 3 }] }
    expect(kindsIn({}, logOf(batch, again))).toEqual(['duplicated'])
  })

  test('the database check reports a stored append that was rejected for its writer', () => {
    expect(kindsIn({ refused: ['b#1'] }, logOf(batch))).toEqual(['refused'])
  })

  test('the database check reports an append that is stored at an unexpected stream version', () => {
    expect(kindsIn({}, logOf({ ...alone, commandId: 'a#0' }, alone))).toEqual(['not started', 'altered'])
  })

  test('the database check reports an append with changed content', () => {
    const [record] = logOf(alone)
    const events = record?.events.replace('"amount":1', '"amount":2') ?? ''
    expect(kindsIn({}, one(record && { ...record, events }))).toEqual(['altered'])
  })

  test('the database check reports an append at another position than its writer received', () => {
    expect(kindsIn({ acknowledged: [acknowledged('a#1', ['own:a', 1, 2])] }, logOf(alone))).toEqual(['altered'])
    expect(kindsIn({ acknowledged: [acknowledged('b#1', ['own:b', 2, 2])] }, logOf(batch))).toEqual(['altered'])
  })
})

function kindsIn(reported: Partial<WriteLog>, raw: RawLog): string[] {
  return checkDatabase({ started, acknowledged: [], refused: [], ...reported }, raw).violations.map(({ kind }) => kind)
}

function one(record: RawRecord | undefined): RawRecord[] {
  return record ? [record] : []
}

function together(...records: (RawRecord | undefined)[]): RawRecord[] {
  return [recordOf(records.flatMap((record) => (record ? (decodeRecord(record) as StoredEvent[]) : [])))]
}

function halves(record: RawRecord | undefined): RawRecord[] {
  const events: StoredEvent[] = record ? (decodeRecord(record) as StoredEvent[]) : []
  return [recordOf(events.slice(0, 1)), recordOf(events.slice(1))]
}
