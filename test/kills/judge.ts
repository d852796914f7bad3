import { commandIn, eventsOf, type PlannedAppend } from './planned-append.ts'
import { type StoredEvent, storedEvents } from './stored-events.ts'
import type { Acknowledged, RawLog, Testimony } from './testimony.ts'
import type { Violation } from './violation.ts'

export type Verdict = {
  readonly violations: readonly Violation[]
  readonly events: readonly StoredEvent[]
  /** Command ids of the appends of which something is stored. */
  readonly stored: ReadonlySet<string>
}

/** Holds what was said of the appends against what is stored. */
export function judge({ begun, acknowledged, refused }: Testimony, raw: RawLog): Verdict {
  const { events, violations } = storedEvents(raw)
  const found = byCommand(events)
  const plans = new Map(begun.map((planned) => [planned.commandId, planned]))
  for (const [commandId, stored] of found) {
    const planned = plans.get(commandId)
    const what = `${commandId || 'an append without a name'}, ${stored.length} events`
    violations.push(...(planned ? faultsOf(planned, stored) : [{ kind: 'never begun' as const, what }]))
  }
  for (const commandId of refused) {
    if (found.has(commandId)) violations.push({ kind: 'refused', what: commandId })
  }
  for (const append of acknowledged) {
    const stored = found.get(append.commandId)
    if (!stored) violations.push({ kind: 'lost', what: append.commandId })
    else if (!isWhereItWasSaid(append, stored)) {
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

/** @param stored what is stored of the append, in the order of the log */
function faultsOf(planned: PlannedAppend, stored: readonly StoredEvent[]): Violation[] {
  const wanted = eventsOf(planned)
  const what = `${planned.commandId}, ${stored.length} of ${wanted.length} events`
  if (stored.length > wanted.length) return [{ kind: 'doubled', what }]
  const first = stored[0]?.globalPosition ?? 0
  const isInOnePiece = stored.every(({ globalPosition }, index) => globalPosition === first + index)
  if (stored.length < wanted.length || !isInOnePiece) return [{ kind: 'torn', what }]
  const isSame = stored.every((event, index) => {
    const { type, data, streamId, commandId } = event
    const said = JSON.stringify({ streamId, event: { type, data } })
    return commandId === planned.commandId && said === JSON.stringify(wanted[index])
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

function isWhereItWasSaid({ places }: Acknowledged, stored: readonly StoredEvent[]): boolean {
  const streamIds = new Set(stored.map(({ streamId }) => streamId))
  return (
    places.length === streamIds.size &&
    places.every(({ streamId, streamVersion, globalPosition }) => {
      const last = stored.findLast((event) => event.streamId === streamId)
      return last?.streamVersion === streamVersion && last.globalPosition === globalPosition
    })
  )
}
