import { judge, type Verdict } from './judge.ts'
import { type Ledger, ledger } from './ledger.ts'
import type { StoredEvent } from './stored-events.ts'
import type { Aftermath, Replay, Testimony, Verification } from './testimony.ts'
import type { Violation } from './violation.ts'

/**
 * Holds what the library made of the log after the kill against what was stored.
 *
 * @param before what was judged before the library had opened the log again
 * @returns only what was not found then
 */
export function judgeAfterwards(testimony: Testimony, before: Verdict, aftermath: Aftermath): Violation[] {
  const { appended } = aftermath
  const after = judge(
    {
      // What was in flight is begun already, and now begun again.
      begun: [...testimony.begun, ...appended.begun],
      acknowledged: [...testimony.acknowledged, ...appended.acknowledged],
      refused: [...testimony.refused, ...appended.refused],
    },
    aftermath.raw,
  )
  const misread = [
    ...misjudged('when opened', aftermath.verifiedAtOpening, before.events.length),
    ...misreadReplay('when opened', aftermath.atOpening, before.events),
    ...misreadStreams(aftermath.streams, before.events),
    ...misreadDuplicates(appended, before.stored),
    ...misreadReplay('at the end', aftermath.atEnd, after.events),
    ...misjudged('at the end', aftermath.verifiedAtEnd, after.events.length),
  ]
  const known = new Set(before.violations.map(({ kind, what }) => `${kind}: ${what}`))
  const more = after.violations.filter(({ kind, what }) => !known.has(`${kind}: ${what}`))
  return [...more, ...misread.map((what) => ({ kind: 'misread' as const, what }))]
}

function misjudged(moment: string, { soundUntil, damage }: Verification, events: number): string[] {
  return soundUntil === events && damage === undefined
    ? []
    : [`${moment}: verified ${soundUntil} of ${events} events as sound; ${damage ?? 'no damage'}`]
}

function misreadReplay(moment: string, { position, state }: Replay, events: readonly StoredEvent[]): string[] {
  const expected = JSON.stringify({ position: events.length, state: sorted(folded(events)) })
  const actual = JSON.stringify({ position, state: sorted(state) })
  return actual === expected ? [] : [`${moment}: expected ${expected}, replayed ${actual}`]
}

/** Past the library: event by event, as they are stored. */
export function folded(events: readonly StoredEvent[]): Ledger {
  const state = ledger.initialState()
  for (const event of events) ledger.when.MoneyDeposited?.(state, event)
  return state
}

function sorted({ byStream, ...rest }: Ledger): unknown {
  return { ...rest, byStream: Object.entries(byStream).sort(([one], [other]) => (one < other ? -1 : 1)) }
}

function misreadStreams(streams: Aftermath['streams'], events: readonly StoredEvent[]): string[] {
  const versions = new Map<string, number>()
  for (const { streamId } of events) versions.set(streamId, (versions.get(streamId) ?? 0) + 1)
  const missing = [...versions.keys()].filter((streamId) => !streams.some((stream) => stream.streamId === streamId))
  const wrong = streams.filter(({ streamId, version, events }) => {
    const expected = versions.get(streamId)
    return version !== expected || events !== expected
  })
  return [...missing, ...wrong.map(({ streamId }) => streamId)].map((streamId) => `stream ${streamId}`)
}

/** A repeated append is a duplicate if, and only if, it was stored before the kill. */
function misreadDuplicates({ acknowledged, refused }: Testimony, stored: ReadonlySet<string>): string[] {
  const wrong = acknowledged.filter(({ commandId, duplicate }) => duplicate !== stored.has(commandId))
  return [
    ...wrong.map(
      ({ commandId, duplicate }) => `${commandId} repeated: ${duplicate ? 'taken for' : 'not taken for'} a duplicate`,
    ),
    ...refused.filter((commandId) => stored.has(commandId)).map((commandId) => `${commandId} refused though stored`),
  ]
}
