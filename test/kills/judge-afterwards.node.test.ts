import { describe, expect, test } from 'vitest'
import { judge } from './judge.ts'
import { folded, judgeAfterwards } from './judge-afterwards.ts'
import type { PlannedAppend } from './planned-append.ts'
import { acknowledged, logOf } from './sample-log.ts'
import { storedEvents } from './stored-events.ts'
import type { Aftermath, RawLog, Replay } from './testimony.ts'

const alone: PlannedAppend = { commandId: 'a#1', parts: [{ streamId: 'own:a', events: 1, expectedVersion: 0 }] }
const inFlight: PlannedAppend = { commandId: 'a#2', parts: [{ streamId: 'own:a', events: 2, expectedVersion: 1 }] }
const testimony = { begun: [alone, inFlight], acknowledged: [acknowledged('a#1', ['own:a', 1, 1])], refused: [] }
const repeated = acknowledged('a#2', ['own:a', 3, 3])
const whole = logOf(alone, inFlight)

/** What was in flight was not stored, and is once it is repeated. */
const sound: Aftermath = {
  verifiedAtOpening: { soundUntil: 1, damage: undefined },
  atOpening: replayOf(logOf(alone)),
  streams: [{ streamId: 'own:a', version: 1, events: 1 }],
  appended: { begun: [inFlight], acknowledged: [repeated], refused: [] },
  atEnd: replayOf(whole),
  verifiedAtEnd: { soundUntil: 3, damage: undefined },
  raw: whole,
}

/** What was in flight was stored: repeating it changes nothing. */
const soundAlready: Aftermath = {
  ...sound,
  verifiedAtOpening: { soundUntil: 3, damage: undefined },
  atOpening: replayOf(whole),
  streams: [{ streamId: 'own:a', version: 3, events: 3 }],
  appended: { ...sound.appended, acknowledged: [{ ...repeated, duplicate: true }] },
}

test('what the library makes of a log is in order', () => {
  expect(kindsIn(sound, logOf(alone))).toEqual([])
  expect(kindsIn(soundAlready, whole)).toEqual([])
})

describe('it is noticed that', () => {
  test('a replay differs, when opened or at the end', () => {
    const other = { ...sound.atEnd, state: { ...sound.atEnd.state, inOrder: 7 } }
    expect(kindsIn({ ...sound, atEnd: other })).toEqual(['misread'])
    expect(kindsIn({ ...sound, atOpening: { ...sound.atOpening, position: 0 } })).toEqual(['misread'])
  })

  test('a stream is missing, or shorter than it is', () => {
    expect(kindsIn({ ...sound, streams: [] })).toEqual(['misread'])
    expect(kindsIn({ ...sound, streams: [{ streamId: 'own:a', version: 1, events: 0 }] })).toEqual(['misread'])
  })

  test('damage is found where there is none, or not all is verified', () => {
    const verifiedAtEnd = { soundUntil: 3, damage: 'The log is damaged' }
    expect(kindsIn({ ...sound, verifiedAtEnd })).toEqual(['misread'])
    expect(kindsIn({ ...sound, verifiedAtOpening: { ...sound.verifiedAtOpening, soundUntil: 0 } })).toEqual(['misread'])
  })

  test('a repeated append is not taken for the duplicate it is, or for one it is not', () => {
    expect(kindsIn({ ...soundAlready, appended: sound.appended }, whole)).toEqual(['misread'])
    expect(kindsIn({ ...sound, appended: soundAlready.appended })).toEqual(['misread'])
  })

  test('a repeated append is refused though it is stored', () => {
    const appended = { begun: [inFlight], acknowledged: [], refused: ['a#2'] }
    expect(kindsIn({ ...soundAlready, appended }, whole)).toEqual(['refused', 'misread'])
  })

  test('a repeated append is acknowledged and not stored, or stored once more', () => {
    const raw = logOf(alone)
    const atEnd = { atEnd: replayOf(raw), verifiedAtEnd: sound.verifiedAtOpening }
    expect(kindsIn({ ...sound, ...atEnd, raw })).toEqual(['lost'])
    const again = { ...inFlight, parts: [{ streamId: 'own:a', events: 2 }] }
    const more = logOf(alone, inFlight, again)
    const after = { atEnd: replayOf(more), verifiedAtEnd: { soundUntil: 5, damage: undefined } }
    expect(kindsIn({ ...soundAlready, ...after, raw: more }, whole)).toContain('doubled')
  })
})

function kindsIn(aftermath: Aftermath, before: RawLog = logOf(alone)): string[] {
  return judgeAfterwards(testimony, judge(testimony, before), aftermath).map(({ kind }) => kind)
}

function replayOf(raw: RawLog): Replay {
  const { events } = storedEvents(raw)
  return { position: events.length, state: folded(events) }
}
