import {
  AppendOutcomeUnknown,
  type AppendResult,
  ConcurrencyConflict,
  type EventStore,
  RewindableError,
} from 'rewindable'
import { type BankEvent, moneyDeposited } from '../../../examples/bank-account.ts'
import { eventsOf, type Part } from '../history.ts'
import type { Chance } from './chance.ts'
import { sightingOf } from './sighting-of.ts'
import type { Settled, Tried } from './told.ts'

/** One of the streams that all writers share. */
export function sharedStream(chance: Chance): string {
  return `shared:${chance.between(1, 20)}`
}

/** To one stream or to two, of one event or of several, mostly upon the version that is believed. */
export function chooseOperation(
  id: string,
  { haunt, versions }: { haunt: string; versions: ReadonlyMap<string, number> },
  chance: Chance,
): Tried {
  const streamIds = new Set([chance.isTrue(0.7) ? haunt : sharedStream(chance)])
  if (chance.isTrue(0.15)) streamIds.add(sharedStream(chance))
  const parts = Array.from(streamIds, (streamId): Part => {
    const believed = versions.get(streamId) ?? 0
    const expectedVersion = chance.isTrue(0.15) ? 'any' : chance.isTrue(0.05) ? believed + 1 : believed
    return { streamId, expectedVersion, events: chance.isTrue(0.2) ? chance.between(2, 4) : 1 }
  })
  return { id, parts, isCommand: chance.isTrue(0.4), isStrict: chance.isTrue(0.05) }
}

/** @throws what is none of the library's errors */
export async function tryOperation(store: EventStore<BankEvent>, tried: Tried): Promise<Settled> {
  try {
    const results = await append(store, tried)
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

function append(store: EventStore<BankEvent>, tried: Tried): Promise<AppendResult<BankEvent>[]> {
  const { id, parts, isCommand, isStrict } = tried
  const options = { ...(isCommand ? { commandId: id } : {}), ...(isStrict ? { durability: 'strict' as const } : {}) }
  const ids = eventsOf(tried).map((event) => event.id)
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
