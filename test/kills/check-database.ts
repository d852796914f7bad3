import { commandIn, eventsOf, type PlannedAppend } from './planned-append.ts'
import type { Acknowledged, RawLog, WriteLog } from './report.ts'
import { type StoredEvent, storedEvents } from './stored-events.ts'
import type { Violation } from './violation.ts'

export type DatabaseCheck = {
  readonly violations: readonly Violation[]
  readonly events: readonly StoredEvent[]
  /** Command ids of all appends with at least one stored event. */
  readonly stored: ReadonlySet<string>
}

/** Compares the appends that the pages reported with the records in the database. */
export function checkDatabase({ started, acknowledged, refused }: WriteLog, raw: RawLog): DatabaseCheck {
  const { events, violations } = storedEvents(raw)
  const found = byCommand(events)
  const plans = new Map(started.map((planned) => [planned.commandId, planned]))
  for (const [commandId, stored] of found) {
    const planned = plans.get(commandId)
    const what = `${commandId || 'an append without a command id'}, ${stored.length} events`
    violations.push(...(planned ? violationsOf(planned, stored) : [{ kind: 'not started' as const, what }]))
  }
  for (const commandId of refused) {
    if (found.has(commandId)) violations.push({ kind: 'refused', what: commandId })
  }
  for (const append of acknowledged) {
    const stored = found.get(append.commandId)
    if (!stored) violations.push({ kind: 'lost', what: append.commandId })
    else if (!isAtReportedPlace(append, stored)) {
      violations.push({ kind: 'altered', what: `${append.commandId} is not at ${JSON.stringify(append.places)}` })
    }
  }
  return { violations, events, stored: new Set(found.keys()) }
}

function byCommand(events: readonly StoredEvent[]): Map<string, StoredEvent[]> {
  const found = new Map<string, StoredEvent[]>()
  for (const event of events) {
    const commandId = commandIn(event.data.note)
    const together = found.get(commandId)
    if (together) together.push(event)
    else found.set(commandId, [event])
  }
  return found
}

/** @param stored the stored events of the append, in log order */
function violationsOf(planned: PlannedAppend, stored: readonly StoredEvent[]): Violation[] {
  const wanted = eventsOf(planned)
  const what = `${planned.commandId}, ${stored.length} of ${wanted.length} events`
  if (stored.length > wanted.length) return [{ kind: 'duplicated', what }]
  const first = stored[0]?.globalPosition ?? 0
  const isInOnePiece = stored.every(({ globalPosition }, index) => globalPosition === first + index)
  if (stored.length < wanted.length || !isInOnePiece) return [{ kind: 'torn', what }]
  const isSame = stored.every((event, index) => {
    const { type, data, streamId, commandId } = event
    const reported = JSON.stringify({ streamId, event: { type, data } })
    return commandId === planned.commandId && reported === JSON.stringify(wanted[index])
  })
  return isSame && isAsExpected(planned, stored) ? [] : [{ kind: 'altered', what }]
}

function isAsExpected({ parts }: PlannedAppend, stored: readonly StoredEvent[]): boolean {
  return parts.every(({ streamId, expectedVersion }) => {
    const before = (stored.find((event) => event.streamId === streamId)?.streamVersion ?? 0) - 1
    if (expectedVersion === undefined || expectedVersion === 'any') return true
    if (expectedVersion === 'streamExists') return before > 0
    return before === (expectedVersion === 'noStream' ? 0 : expectedVersion)
  })
}

function isAtReportedPlace({ places }: Acknowledged, stored: readonly StoredEvent[]): boolean {
  const streamIds = new Set(stored.map(({ streamId }) => streamId))
  return (
    places.length === streamIds.size &&
    places.every(({ streamId, streamVersion, globalPosition }) => {
      const last = stored.findLast((event) => event.streamId === streamId)
      return last?.streamVersion === streamVersion && last.globalPosition === globalPosition
    })
  )
}
