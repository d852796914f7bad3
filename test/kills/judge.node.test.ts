import { describe, expect, test } from 'vitest'
import { decodeRecord } from '../decode-record.ts'
import { judge } from './judge.ts'
import { eventsOf, type PlannedAppend } from './planned-append.ts'
import { acknowledged, logOf, numbered, placed, recordOf } from './sample-log.ts'
import type { StoredEvent } from './stored-events.ts'
import type { RawLog, RawRecord, Testimony } from './testimony.ts'

const alone: PlannedAppend = { commandId: 'a#1', parts: [{ streamId: 'own:a', events: 1, expectedVersion: 0 }] }
const three: PlannedAppend = { commandId: 'a#2', parts: [{ streamId: 'own:a', events: 3, expectedVersion: 1 }] }
const batch: PlannedAppend = {
  commandId: 'b#1',
  parts: [
    { streamId: 'own:b', events: 2, expectedVersion: 'noStream' },
    { streamId: 'shared', events: 1 },
  ],
}
const begun = [alone, three, batch]
const all = [
  acknowledged('a#1', ['own:a', 1, 1]),
  acknowledged('a#2', ['own:a', 4, 4]),
  acknowledged('b#1', ['own:b', 2, 6], ['shared', 1, 7]),
]

describe('a log is in order', () => {
  test('with all that was acknowledged', () => {
    expect(kindsIn({ acknowledged: all }, logOf(alone, three, batch))).toEqual([])
  })

  test('with what was in flight, and without it', () => {
    expect(kindsIn({ acknowledged: all.slice(0, 1) }, logOf(alone, three, batch))).toEqual([])
    expect(kindsIn({ acknowledged: all.slice(0, 1) }, logOf(alone))).toEqual([])
  })

  test('when several appends share a record, or one takes several', () => {
    const [first, second, third] = logOf(alone, three, batch)
    expect(kindsIn({ acknowledged: all }, together(first, second, third))).toEqual([])
    expect(kindsIn({ acknowledged: all }, [...one(first), ...halves(second), ...one(third)])).toEqual([])
  })
})

describe('it is noticed that', () => {
  test('an acknowledged append is lost', () => {
    expect(kindsIn({ acknowledged: all }, logOf(alone, three))).toEqual(['lost'])
  })

  test('the database is gone, and all that was acknowledged with it', () => {
    expect(kindsIn({ acknowledged: all.slice(0, 2) }, 'gone')).toEqual(['gone', 'lost', 'lost'])
  })

  test('an append is torn, at its end or in its middle, acknowledged or in flight', () => {
    const [first, second, third] = logOf(alone, three, batch)
    expect(kindsIn({}, [...one(first), ...halves(second).slice(0, 1)])).toEqual(['torn'])
    expect(kindsIn({ acknowledged: all.slice(0, 2) }, [...one(first), ...halves(second).slice(0, 1)])).toContain('torn')
    expect(kindsIn({}, [...one(first), ...halves(second).slice(1), ...one(third)])).toContain('torn')
  })

  test('one stream has its share of a batch and the other has not', () => {
    expect(kindsIn({}, logOf({ ...batch, parts: batch.parts.slice(0, 1) }))).toEqual(['torn'])
  })

  test('another append stands in the middle of one', () => {
    const between: PlannedAppend = { commandId: 'c#1', parts: [{ streamId: 'shared', events: 1 }] }
    const events = [...placed(eventsOf(alone), 'a#1'), ...placed(eventsOf(three).slice(0, 1), 'a#2')]
    const mixed = [...events, ...placed(eventsOf(between), 'c#1'), ...placed(eventsOf(three).slice(1), 'a#2')]
    expect(kindsIn({ begun: [...begun, between] }, [recordOf(numbered(mixed))])).toEqual(['torn'])
  })

  test('a commit in the middle is missing', () => {
    const [first, , third] = logOf(alone, three, batch)
    expect(kindsIn({}, [...one(first), ...one(third)])).toContain('gap')
  })

  test('a record does not hold what it says', () => {
    const [record] = logOf(alone)
    const streams = [['own:a', 2]] as const
    expect(kindsIn({}, one(record && { ...record, count: 2 }))).toEqual(['gap'])
    expect(kindsIn({}, one(record && { ...record, streams }))).toEqual(['gap'])
    expect(kindsIn({}, one(record && { ...record, events: record.events.slice(0, -9) }))).toContain('gap')
  })

  test('versions of a stream do not follow each other', () => {
    const [record] = logOf(alone)
    const events = record?.events.replace('"own:a",1,', '"own:a",2,') ?? ''
    expect(kindsIn({}, one(record && { ...record, events }))).toContain('gap')
  })

  test('something is stored that nobody began', () => {
    expect(kindsIn({ begun: [alone] }, logOf(alone, batch))).toEqual(['never begun'])
  })

  test('an append is stored twice', () => {
    const again = { ...batch, parts: [{ streamId: 'shared', events: 3 }] }
    expect(kindsIn({}, logOf(batch, again))).toEqual(['doubled'])
  })

  test('an append is stored that was refused', () => {
    expect(kindsIn({ refused: ['b#1'] }, logOf(batch))).toEqual(['refused'])
  })

  test('an append is stored under another version than it expected', () => {
    expect(kindsIn({}, logOf({ ...alone, commandId: 'a#0' }, alone))).toEqual(['never begun', 'altered'])
  })

  test('the content of an append is not what it was', () => {
    const [record] = logOf(alone)
    const events = record?.events.replace('"amount":1', '"amount":2') ?? ''
    expect(kindsIn({}, one(record && { ...record, events }))).toEqual(['altered'])
  })

  test('an append is elsewhere than its writer was told', () => {
    expect(kindsIn({ acknowledged: [acknowledged('a#1', ['own:a', 1, 2])] }, logOf(alone))).toEqual(['altered'])
    expect(kindsIn({ acknowledged: [acknowledged('b#1', ['own:b', 2, 2])] }, logOf(batch))).toEqual(['altered'])
  })
})

function kindsIn(said: Partial<Testimony>, raw: RawLog): string[] {
  return judge({ begun, acknowledged: [], refused: [], ...said }, raw).violations.map(({ kind }) => kind)
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
