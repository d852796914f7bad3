import { AppendOutcomeUnknown, type RecordedEvent } from 'rewindable'
import type { Outcome } from './outcome.ts'

/** Something that was to be written, and what was said of it. */
export type Attempt = {
  readonly what: string
  readonly eventIds: ReadonlySet<string>
  /** The events as they were said to be recorded. */
  readonly outcome: Outcome<readonly RecordedEvent[]>
  /** The same command again. */
  readonly repeat?: () => Promise<readonly RecordedEvent[]>
}

/** What is wrong with a log, given what was said to those who wrote it. */
export function flawsOf(log: readonly RecordedEvent[], attempts: readonly Attempt[]): string[] {
  return [...gapsIn(log), ...strangersIn(log, attempts), ...attempts.flatMap((attempt) => liesOf(attempt, log))]
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

function strangersIn(log: readonly RecordedEvent[], attempts: readonly Attempt[]): string[] {
  const known = new Set(attempts.flatMap(({ eventIds }) => [...eventIds]))
  return log.filter(({ id }) => !known.has(id)).map(({ globalPosition }) => `nobody wrote position ${globalPosition}`)
}

function liesOf({ what, eventIds, outcome }: Attempt, log: readonly RecordedEvent[]): string[] {
  const recorded = log.filter(({ id }) => eventIds.has(id))
  const count = recorded.length
  if (count !== 0 && count !== eventIds.size) return [`${what}: ${count} of ${eventIds.size} events are in the log`]
  if (outcome.kind === 'hung') return []
  if (outcome.kind === 'rejected') {
    const mayBeThere = outcome.error instanceof AppendOutcomeUnknown
    return count > 0 && !mayBeThere ? [`${what} was said to have failed with ${outcome.error}, and is in the log`] : []
  }
  if (count === 0) return [`${what} was acknowledged, and is not in the log`]
  const [said, stored] = [JSON.stringify(outcome.value), JSON.stringify(recorded)]
  return said === stored ? [] : [`${what} was said to be ${said}, and is ${stored}`]
}
