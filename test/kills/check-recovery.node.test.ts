import { describe, expect, test } from 'vitest'
import type { RawRows } from '../stored-collection/raw-rows.ts'
import { foldedRows, type RowsRead } from './account-rows.ts'
import { checkDatabase } from './check-database.ts'
import { checkRecovery, folded } from './check-recovery.ts'
import type { PlannedAppend } from './planned-append.ts'
import type { RawLog, Recovery, Replay } from './report.ts'
import { acknowledged, logOf } from './sample-log.ts'
import { storedEvents } from './stored-events.ts'

const alone: PlannedAppend = { commandId: 'a#1', parts: [{ streamId: 'own:a', events: 1, expectedVersion: 0 }] }
const inFlight: PlannedAppend = { commandId: 'a#2', parts: [{ streamId: 'own:a', events: 2, expectedVersion: 1 }] }
const writeLog = { started: [alone, inFlight], acknowledged: [acknowledged('a#1', ['own:a', 1, 1])], refused: [] }
const repeated = acknowledged('a#2', ['own:a', 3, 3])
const whole = logOf(alone, inFlight)

/** The kill interrupted the append in flight before it was stored. The retry stores it. */
const sound: Recovery = {
  verifiedAtOpening: { soundUntil: 1, damage: undefined },
  atOpening: replayOf(logOf(alone)),
  streams: [{ streamId: 'own:a', version: 1, events: 1 }],
  appended: { started: [inFlight], acknowledged: [repeated], refused: [] },
  atEnd: replayOf(whole),
  verifiedAtEnd: { soundUntil: 3, damage: undefined },
  raw: whole,
  rawRows: rawRowsOf(logOf(alone)),
  rows: rowsOf(whole),
}

/** The append in flight was stored before the kill. The retry is a duplicate. */
const soundAlready: Recovery = {
  ...sound,
  verifiedAtOpening: { soundUntil: 3, damage: undefined },
  atOpening: replayOf(whole),
  streams: [{ streamId: 'own:a', version: 3, events: 3 }],
  appended: { ...sound.appended, acknowledged: [{ ...repeated, duplicate: true }] },
}

test('the recovery check accepts a correct recovery, with and without the append in flight', () => {
  expect(kindsIn(sound, logOf(alone))).toEqual([])
  expect(kindsIn(soundAlready, whole)).toEqual([])
})

describe('the recovery check', () => {
  test('the recovery check reports a replay with a wrong state or position', () => {
    const other = { ...sound.atEnd, state: { ...sound.atEnd.state, orderHash: 7 } }
    expect(kindsIn({ ...sound, atEnd: other })).toEqual(['misread'])
    expect(kindsIn({ ...sound, atOpening: { ...sound.atOpening, position: 0 } })).toEqual(['misread'])
  })

  test('the recovery check reports a stream that is missing or has too few events', () => {
    expect(kindsIn({ ...sound, streams: [] })).toEqual(['misread'])
    expect(kindsIn({ ...sound, streams: [{ streamId: 'own:a', version: 1, events: 0 }] })).toEqual(['misread'])
  })

  test('the recovery check reports false damage and a verification that stops early', () => {
    const verifiedAtEnd = { soundUntil: 3, damage: 'The log is damaged' }
    expect(kindsIn({ ...sound, verifiedAtEnd })).toEqual(['misread'])
    expect(kindsIn({ ...sound, verifiedAtOpening: { ...sound.verifiedAtOpening, soundUntil: 0 } })).toEqual(['misread'])
  })

  test('the recovery check reports a retry with the wrong duplicate flag', () => {
    expect(kindsIn({ ...soundAlready, appended: sound.appended }, whole)).toEqual(['misread'])
    expect(kindsIn({ ...sound, appended: soundAlready.appended })).toEqual(['misread'])
  })

  test('the recovery check reports a rejected retry of a stored append', () => {
    const appended = { started: [inFlight], acknowledged: [], refused: ['a#2'] }
    expect(kindsIn({ ...soundAlready, appended }, whole)).toEqual(['refused', 'misread'])
  })

  test('the recovery check reports an acknowledged retry that is missing or stored twice', () => {
    const raw = logOf(alone)
    const atEnd = { atEnd: replayOf(raw), rows: rowsOf(raw), verifiedAtEnd: sound.verifiedAtOpening }
    expect(kindsIn({ ...sound, ...atEnd, raw })).toEqual(['lost'])
    const again = { ...inFlight, parts: [{ streamId: 'own:a', events: 2 }] }
    const more = logOf(alone, inFlight, again)
    const after = { atEnd: replayOf(more), rows: rowsOf(more), verifiedAtEnd: { soundUntil: 5, damage: undefined } }
    expect(kindsIn({ ...soundAlready, ...after, raw: more }, whole)).toContain('duplicated')
  })
})

describe('the recovery check of stored rows', () => {
  test('the recovery check reports rows that differ from the events up to their position', () => {
    const row = { deposits: 1, amount: 7, lastId: 'other' }
    expect(kindsIn({ ...sound, rows: { ...sound.rows, rows: { 'own:a': row } } })).toEqual(['misread'])
    expect(kindsIn({ ...sound, rows: rowsOf(logOf(alone)) })).toEqual(['misread'])
    expect(kindsIn({ ...sound, rawRows: rawRowsOf(whole) })).toEqual(['misread'])
  })

  test('the recovery check reports a row without an index entry', () => {
    expect(kindsIn({ ...sound, rawRows: { ...rawRowsOf(logOf(alone)), entries: 0 } })).toEqual(['misread'])
  })
})

function kindsIn(recovery: Recovery, before: RawLog = logOf(alone)): string[] {
  return checkRecovery(writeLog, checkDatabase(writeLog, before), recovery).map(({ kind }) => kind)
}

function replayOf(raw: RawLog): Replay {
  const { events } = storedEvents(raw)
  return { position: events.length, state: folded(events) }
}

function rowsOf(raw: RawLog): RowsRead {
  return foldedRows(storedEvents(raw).events)
}

function rawRowsOf(raw: RawLog): RawRows {
  const { position, rows } = rowsOf(raw)
  const stored = Object.entries(rows).map(([key, row]) => ({ key, row, entries: [key] }))
  return { generations: [{ id: 'g', state: 'ready', position }], rows: stored, entries: stored.length }
}
