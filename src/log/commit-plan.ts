import type { PlacedEvent } from './commit-record.ts'
import type { EncodedEvent } from './encoded-event.ts'
import { ConcurrencyConflict } from './errors.ts'
import type { Durability } from './event-store.ts'
import { type ExpectedVersion, isAsExpected } from './expected-version.ts'
import type { LogView, Tail } from './log-storage.ts'

/** What one call of append or appendBatch asks for. */
export type AppendRequest = {
  readonly parts: readonly {
    readonly streamId: string
    readonly expectedVersion: ExpectedVersion
    readonly events: readonly EncodedEvent[]
  }[]
  readonly commandId: string | undefined
  readonly durability: Durability
}

/** What becomes of one request, should the log be as believed. */
type Verdict<Request> =
  | { readonly kind: 'write'; readonly request: Request; readonly parts: readonly (readonly PlacedEvent[])[] }
  | { readonly kind: 'repeat'; readonly request: Request; readonly commandId: string }
  | { readonly kind: 'conflict'; readonly request: Request; readonly error: ConcurrencyConflict }

export type CommitPlan<Request> = {
  readonly verdicts: readonly Verdict<Request>[]
  /** All events to write, in order. */
  readonly placed: readonly PlacedEvent[]
  /** Where the log ends once they are written. */
  readonly tail: Tail
  /** Versions, once they are written, of the streams that are. */
  readonly heads: ReadonlyMap<string, number>
}

/** Decides requests one after the other, each on top of those before it, as if every one had a transaction of its own. */
export function planCommit<Request extends AppendRequest>(
  requests: readonly Request[],
  view: LogView,
  now: number,
): CommitPlan<Request> {
  const recordedAt = Math.max(now, view.tail.recordedAt)
  const heads = new Map<string, number>()
  const headOf = (streamId: string): number => heads.get(streamId) ?? view.heads.get(streamId) ?? 0
  const commands = new Set(view.recordedCommands)
  const placed: PlacedEvent[] = []

  function place(event: EncodedEvent, streamId: string, commandId: string | undefined): PlacedEvent {
    const streamVersion = headOf(streamId) + 1
    const globalPosition = view.tail.position + placed.length + 1
    const where = { streamId, streamVersion, globalPosition, recordedAt, commandId }
    const result = { place: where, event }
    heads.set(streamId, streamVersion)
    placed.push(result)
    return result
  }

  const verdicts = requests.map((request): Verdict<Request> => {
    const { parts, commandId } = request
    if (commandId !== undefined && commands.has(commandId)) return { kind: 'repeat', request, commandId }
    for (const { streamId, expectedVersion } of parts) {
      const actualVersion = headOf(streamId)
      if (!isAsExpected(expectedVersion, actualVersion)) {
        return {
          kind: 'conflict',
          request,
          error: new ConcurrencyConflict({ streamId, expectedVersion, actualVersion }),
        }
      }
    }
    if (commandId !== undefined) commands.add(commandId)
    const written = parts.map(({ streamId, events }) => events.map((event) => place(event, streamId, commandId)))
    return { kind: 'write', request, parts: written }
  })
  const last = placed.at(-1)?.place
  const tail = last ? { position: last.globalPosition, recordedAt } : view.tail
  return { verdicts, placed, tail, heads }
}
