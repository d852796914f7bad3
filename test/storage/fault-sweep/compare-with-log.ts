import { AppendOutcomeUnknown, type RecordedEvent } from 'rewindable'
import type { Outcome } from './outcome.ts'

/** An attempted write and its outcome. */
export type Attempt = {
  readonly what: string
  readonly eventIds: ReadonlySet<string>
  /** The recorded events that the call returned, or its error. */
  readonly outcome: Outcome<readonly RecordedEvent[]>
  /** Repeats the command. */
  readonly repeat?: () => Promise<readonly RecordedEvent[]>
}

/** Lists the differences between a log and the outcomes of the attempted writes. */
export function flawsOf(log: readonly RecordedEvent[], attempts: readonly Attempt[]): string[] {
  return [
    ...gapsIn(log),
    ...unknownEventsIn(log, attempts),
    ...attempts.flatMap((attempt) => mismatchesOf(attempt, log)),
  ]
}

function gapsIn(log: readonly RecordedEvent[]): string[] {
  const versions = new Map<string, number>()
  return log.flatMap(({ globalPosition, streamId, streamVersion }, index) => {
    const version = (versions.get(streamId) ?? 0) + 1
    versions.set(streamId, version)
    const isNext = globalPosition === index + 1 && streamVersion === version
    return isNext ? [] : [`position ${globalPosition}, version ${streamVersion} of ${streamId} is out of place`]
  })
}

function unknownEventsIn(log: readonly RecordedEvent[], attempts: readonly Attempt[]): string[] {
  const known = new Set(attempts.flatMap(({ eventIds }) => [...eventIds]))
  return log
    .filter(({ id }) => !known.has(id))
    .map(({ globalPosition }) => `position ${globalPosition} holds an event that no attempt wrote`)
}

function mismatchesOf({ what, eventIds, outcome }: Attempt, log: readonly RecordedEvent[]): string[] {
  const recorded = log.filter(({ id }) => eventIds.has(id))
  const count = recorded.length
  if (count !== 0 && count !== eventIds.size) return [`${what}: ${count} of ${eventIds.size} events are in the log`]
  if (outcome.kind === 'hung') return []
  if (outcome.kind === 'rejected') {
    const mayBeThere = outcome.error instanceof AppendOutcomeUnknown
    return count > 0 && !mayBeThere ? [`${what} failed with ${outcome.error}, but is in the log`] : []
  }
  if (count === 0) return [`${what} was acknowledged, but is not in the log`]
  const [returned, stored] = [JSON.stringify(outcome.value), JSON.stringify(recorded)]
  return returned === stored ? [] : [`${what} returned ${returned}, but the log holds ${stored}`]
}
