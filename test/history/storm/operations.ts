import {
  AppendOutcomeUnknown,
  type AppendResult,
  ConcurrencyConflict,
  type EventStore,
  RewindableError,
} from 'rewindable'
import { type BankEvent, moneyDeposited } from '../../../examples/bank-account.ts'
import { eventsOf, type Part } from '../history.ts'
import type { Attempt, AttemptOutcome } from './report.ts'
import type { SeededRandom } from './seeded-random.ts'
import { sightingOf } from './sighting-of.ts'

/** Returns one of the streams that all writers share. */
export function sharedStream(random: SeededRandom): string {
  return `shared:${random.between(1, 20)}`
}

/** Chooses an append of one or more events to one or two streams. Most appends expect the version that the writer knows. */
export function chooseOperation(
  id: string,
  { usualStream, versions }: { usualStream: string; versions: ReadonlyMap<string, number> },
  random: SeededRandom,
): Attempt {
  const streamIds = new Set([random.isTrue(0.7) ? usualStream : sharedStream(random)])
  if (random.isTrue(0.15)) streamIds.add(sharedStream(random))
  const parts = Array.from(streamIds, (streamId): Part => {
    const believed = versions.get(streamId) ?? 0
    const expectedVersion = random.isTrue(0.15) ? 'any' : random.isTrue(0.05) ? believed + 1 : believed
    return { streamId, expectedVersion, events: random.isTrue(0.2) ? random.between(2, 4) : 1 }
  })
  return { id, parts, isCommand: random.isTrue(0.4), isStrict: random.isTrue(0.05) }
}

/** Tries an append. Rethrows errors that are not RewindableErrors. */
export async function tryOperation(store: EventStore<BankEvent>, attempt: Attempt): Promise<AttemptOutcome> {
  try {
    const results = await append(store, attempt)
    const events = results.flatMap((result) => result.events.map(sightingOf))
    return { kind: 'ok', events, isRepeated: results.some(({ duplicate }) => duplicate) }
  } catch (error) {
    if (error instanceof AppendOutcomeUnknown) return { kind: 'unknown' }
    if (!(error instanceof RewindableError)) throw error
    const { code } = error
    if (!(error instanceof ConcurrencyConflict)) return { kind: 'failed', code }
    return { kind: 'failed', code, found: { streamId: error.streamId, version: error.actualVersion } }
  }
}

function append(store: EventStore<BankEvent>, attempt: Attempt): Promise<AppendResult<BankEvent>[]> {
  const { id, parts, isCommand, isStrict } = attempt
  const options = { ...(isCommand ? { commandId: id } : {}), ...(isStrict ? { durability: 'strict' as const } : {}) }
  const ids = eventsOf(attempt).map((event) => event.id)
  const appends = parts.map(({ streamId, expectedVersion, events }) => ({
    streamId,
    expectedVersion,
    events: ids.splice(0, events).map((id) => ({ ...moneyDeposited(1), id })),
  }))
  const [one, another] = appends
  if (one === undefined || another !== undefined) return store.appendBatch(appends, options)
  const { streamId, events, expectedVersion } = one
  return store.append(streamId, events, { ...options, expectedVersion }).then((result) => [result])
}
