import { type DepositSummary, depositSummary } from '../deposit-summary.ts'
import { wrongRawRows, wrongRows } from './account-rows.ts'
import { checkDatabase, type DatabaseCheck } from './check-database.ts'
import type { Recovery, Replay, Verification, WriteLog } from './report.ts'
import type { StoredEvent } from './stored-events.ts'
import type { Violation } from './violation.ts'

/**
 * Compares the library's reads and writes after the kill with the stored records.
 *
 * @param before the check of the database before the library opened the log again
 * @returns the violations that `before` does not contain
 */
export function checkRecovery(writeLog: WriteLog, before: DatabaseCheck, recovery: Recovery): Violation[] {
  const { appended } = recovery
  const after = checkDatabase(
    {
      // The appends in flight started before the kill. The recovery page starts them again.
      started: [...writeLog.started, ...appended.started],
      acknowledged: [...writeLog.acknowledged, ...appended.acknowledged],
      refused: [...writeLog.refused, ...appended.refused],
    },
    recovery.raw,
  )
  const misread = [
    ...wrongVerification('when opened', recovery.verifiedAtOpening, before.events.length),
    ...misreadReplay('when opened', recovery.atOpening, before.events),
    ...misreadStreams(recovery.streams, before.events),
    ...misreadDuplicates(appended, before.stored),
    ...misreadReplay('at the end', recovery.atEnd, after.events),
    ...wrongVerification('at the end', recovery.verifiedAtEnd, after.events.length),
    ...wrongRawRows(recovery.rawRows, before.events),
    ...wrongRows('at the end', recovery.rows, after.events),
    ...(recovery.rows.position === after.events.length
      ? []
      : [`rows at the end of position ${recovery.rows.position}`]),
  ]
  const known = new Set(before.violations.map(({ kind, what }) => `${kind}: ${what}`))
  const more = after.violations.filter(({ kind, what }) => !known.has(`${kind}: ${what}`))
  return [...more, ...misread.map((what) => ({ kind: 'misread' as const, what }))]
}

function wrongVerification(moment: string, { soundUntil, damage }: Verification, events: number): string[] {
  return soundUntil === events && damage === undefined
    ? []
    : [`${moment}: expected ${events} sound events without damage, verified ${soundUntil}; ${damage ?? 'no damage'}`]
}

function misreadReplay(moment: string, { position, state }: Replay, events: readonly StoredEvent[]): string[] {
  const expected = JSON.stringify({ position: events.length, state: sorted(folded(events)) })
  const actual = JSON.stringify({ position, state: sorted(state) })
  return actual === expected ? [] : [`${moment}: expected ${expected}, replayed ${actual}`]
}

/** Folds the stored events one by one, without the library. */
export function folded(events: readonly StoredEvent[]): DepositSummary {
  const state = depositSummary.initialState()
  for (const event of events) depositSummary.when.MoneyDeposited?.(state, event)
  return state
}

function sorted({ byStream, ...rest }: DepositSummary): unknown {
  return { ...rest, byStream: Object.entries(byStream).sort(([one], [other]) => (one < other ? -1 : 1)) }
}

function misreadStreams(streams: Recovery['streams'], events: readonly StoredEvent[]): string[] {
  const versions = new Map<string, number>()
  for (const { streamId } of events) versions.set(streamId, (versions.get(streamId) ?? 0) + 1)
  const missing = [...versions.keys()].filter((streamId) => !streams.some((stream) => stream.streamId === streamId))
  const wrong = streams.filter(({ streamId, version, events }) => {
    const expected = versions.get(streamId)
    return version !== expected || events !== expected
  })
  return [...missing, ...wrong.map(({ streamId }) => streamId)].map((streamId) => `stream ${streamId}`)
}

/** A retry must be a duplicate if and only if the append was stored before the kill. */
function misreadDuplicates({ acknowledged, refused }: WriteLog, stored: ReadonlySet<string>): string[] {
  const wrong = acknowledged.filter(({ commandId, duplicate }) => duplicate !== stored.has(commandId))
  return [
    ...wrong.map(
      ({ commandId, duplicate }) =>
        `retry of ${commandId}: ${duplicate ? 'wrongly reported as' : 'not reported as'} a duplicate`,
    ),
    ...refused.filter((commandId) => stored.has(commandId)).map((commandId) => `stored append ${commandId} rejected`),
  ]
}
