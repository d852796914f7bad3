import { ConcurrencyConflict } from '../events/errors.ts'
import { type ExpectedVersion, isAsExpected } from '../events/expected-version.ts'
import type { EncodedEvent, StoredEvent } from '../events/stored-event.ts'
import type { Durability, LogView } from './log-storage.ts'

/** One call of append or appendBatch. */
export type AppendRequest = {
  readonly parts: readonly {
    readonly streamId: string
    readonly expectedVersion: ExpectedVersion
    readonly events: readonly EncodedEvent[]
  }[]
  readonly commandId: string | undefined
  readonly durability: Durability
  /** Returns false if the request was made for an older log. The request then conflicts, whatever the versions of its streams. */
  readonly isCurrent?: (() => boolean) | undefined
}

/** The decision about one request, for one view of the log. */
type Verdict<Request> =
  | { readonly kind: 'write'; readonly request: Request; readonly parts: readonly (readonly StoredEvent[])[] }
  | { readonly kind: 'repeat'; readonly request: Request; readonly commandId: string }
  | { readonly kind: 'conflict'; readonly request: Request; readonly error: ConcurrencyConflict }

/** The decisions about a group of requests. */
export type CommitPlan<Request> = {
  readonly verdicts: readonly Verdict<Request>[]
  /** All events to write, in order. */
  readonly events: readonly StoredEvent[]
}

/** Decides requests in order. Each decision includes the events of earlier requests, as if each request had its own transaction. */
export function planCommit<Request extends AppendRequest>(
  requests: readonly Request[],
  view: LogView,
  now: number,
): CommitPlan<Request> {
  const recordedAt = Math.max(now, view.tail.recordedAt)
  const heads = new Map<string, number>()
  const headOf = (streamId: string): number => heads.get(streamId) ?? view.heads.get(streamId) ?? 0
  const commands = new Set(view.recordedCommands.keys())
  const planned: StoredEvent[] = []

  function plan(event: EncodedEvent, streamId: string, commandId: string | undefined): StoredEvent {
    const streamVersion = headOf(streamId) + 1
    const globalPosition = view.tail.position + planned.length + 1
    const { id, type, data, metadata } = event
    const stored = { id, streamId, streamVersion, globalPosition, recordedAt, commandId, type, data, metadata }
    heads.set(streamId, streamVersion)
    planned.push(stored)
    return stored
  }

  const verdicts = requests.map((request): Verdict<Request> => {
    const { parts, commandId } = request
    if (commandId !== undefined && commands.has(commandId)) return { kind: 'repeat', request, commandId }
    const isOutdated = request.isCurrent?.() === false
    for (const { streamId, expectedVersion } of parts) {
      const actualVersion = headOf(streamId)
      if (isOutdated || !isAsExpected(expectedVersion, actualVersion)) {
        const error = new ConcurrencyConflict({ streamId, expectedVersion, actualVersion })
        return { kind: 'conflict', request, error }
      }
    }
    if (commandId !== undefined) commands.add(commandId)
    const written = parts.map(({ streamId, events }) => events.map((event) => plan(event, streamId, commandId)))
    return { kind: 'write', request, parts: written }
  })
  return { verdicts, events: planned }
}
