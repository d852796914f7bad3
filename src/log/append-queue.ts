import { check, clockTime } from './argument-checks.ts'
import { type AppendRequest, type CommitPlan, planCommit } from './commit-plan.ts'
import { type CommitRecord, type PlacedEvent, packRecords } from './commit-record.ts'
import type { RecordedEvent } from './domain-event.ts'
import { AppendOutcomeUnknown, LogCorrupted, StorageFailed } from './errors.ts'
import { entryText, eventsOfEntries } from './event-entry.ts'
import type { AppendResult } from './event-store.ts'
import type { LogStorage, LogView, Tail } from './log-storage.ts'
import { readCommand } from './read-command.ts'

/** Where an append queue gets the time from, and whom it tells of its commits. */
export type AppendQueueOptions = {
  readonly now: () => number
  readonly onCommit: (lastPosition: number) => void
}

const nothingPlanned: CommitPlan<never> = {
  verdicts: [],
  placed: [],
  tail: { position: 0, recordedAt: 0 },
  heads: new Map(),
}

type Waiting = AppendRequest & {
  readonly resolve: (results: AppendResult[]) => void
  readonly reject: (reason: unknown) => void
}

// A transaction that takes much more than this keeps the other tabs waiting for no gain.
const largestGroup = 2_000
const mostHeadsKept = 10_000

/**
 * Group commit: while one transaction is in flight, appends queue; the next one takes all of them.
 *
 * What a decision rests on (the tail, the heads) is remembered from earlier commits. That is exact all the same, because
 * the position is the lock: a commit is added under the key `tail + 1`, and if any other tab appended in the meantime that
 * key is taken, nothing is written, and the decision is made again, inside the transaction that writes it.
 */
export class AppendQueue {
  readonly #storage: LogStorage
  readonly #options: AppendQueueOptions
  readonly #waiting: Waiting[] = []
  /** Versions as of {@link AppendQueue.#tail}: forgotten together with it. */
  readonly #heads = new Map<string, number>()
  #tail: Tail | undefined
  /** The events that both are of: when they were replaced, even an equal tail is another one. */
  #historyId = ''
  #draining: Promise<void> | undefined

  constructor(storage: LogStorage, options: AppendQueueOptions) {
    this.#storage = storage
    this.#options = options
  }

  /** Resolves when the request's commit is complete, with one result for each part. */
  append(request: AppendRequest): Promise<AppendResult[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...request, resolve, reject })
      this.#draining ??= this.#drain()
    })
  }

  /** Resolves when everything that was appended is settled. */
  async idle(): Promise<void> {
    await this.#draining
  }

  /** Somebody wrote past this queue: what it remembers is not to be relied on. */
  forget(): void {
    this.#tail = undefined
    this.#heads.clear()
  }

  async #drain(): Promise<void> {
    // One turn of the microtask queue, so that appends made in the same breath share the first commit already.
    await undefined
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup()
      try {
        await this.#commit(group)
      } catch (error) {
        this.forget()
        for (const { reject, commandId } of group) {
          reject(
            error instanceof AppendOutcomeUnknown
              ? new AppendOutcomeUnknown({ commandId }, { cause: error.cause })
              : error,
          )
        }
      }
    }
    this.#draining = undefined
  }

  #takeGroup(): Waiting[] {
    let events = 0
    const end = this.#waiting.findIndex(({ parts }, index) => {
      for (const part of parts) events += part.events.length
      return index > 0 && events > largestGroup
    })
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end)
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    const now = this.#options.now()
    check('now', now, clockTime)
    const durability = group.some((request) => request.durability === 'strict') ? 'strict' : 'default'
    const streamIds = [...new Set(group.flatMap(({ parts }) => parts.map(({ streamId }) => streamId)))]

    const { historyId } = this.#storage
    if (historyId !== this.#historyId) this.forget()
    const remembered = this.#remembered(streamIds)
    if (remembered) {
      const plan = planCommit(group, remembered, now)
      // A refusal writes nothing, so no add() would prove it: it must rest on what is there now, not on memory.
      const refusesNone = plan.verdicts.every(({ kind }) => kind === 'write')
      if (refusesNone && (await this.#storage.write(packRecords(plan.placed), durability))) {
        return this.#conclude(plan, historyId)
      }
    }

    // Another tab was faster, or not all is remembered. Trying again in the same way could go on for ever beside a tab that
    // appends without pause; transactions that write are served in the order in which they were asked for.
    const commandIds = group.flatMap(({ commandId }) => commandId ?? [])
    let plan: CommitPlan<Waiting> = nothingPlanned
    const decide = (view: LogView): CommitRecord[] => {
      plan = planCommit(group, view, now)
      if (view.tail.position !== this.#tail?.position) this.forget()
      for (const [streamId, version] of view.heads) this.#heads.set(streamId, version)
      return packRecords(plan.placed)
    }
    for (let refusedAt: number | undefined; ; ) {
      const isStored = await this.#storage.decideAndWrite({ streamIds, commandIds }, decide, durability)
      // An adapter that stores nothing it was told to would leave the appends unanswered.
      if (plan === nothingPlanned) throw new StorageFailed({ cause: new Error('the storage asked for no decision') })
      if (isStored) return this.#conclude(plan, historyId)
      // It was undone, and before that was heard another tab took its place; but not twice the same place.
      const position = plan.placed[0]?.place.globalPosition ?? 0
      if (position === refusedAt) {
        throw new LogCorrupted({ position, problem: 'it is taken although the log ends before it' })
      }
      refusedAt = position
    }
  }

  /** The log as it was left by the last commit, if all that is asked for is remembered. */
  #remembered(streamIds: readonly string[]): LogView | undefined {
    // Heads are as old as the tail, or younger: that is why the add() proves them too.
    const isKnown = this.#tail && streamIds.every((streamId) => this.#heads.has(streamId))
    return this.#tail && isKnown ? { tail: this.#tail, heads: this.#heads, recordedCommands: new Set() } : undefined
  }

  /** @param historyId from before the decision: one that came in between has what is remembered forgotten the next time */
  #conclude(plan: CommitPlan<Waiting>, historyId: string): Promise<void> {
    this.#historyId = historyId
    this.#tail = plan.tail
    if (this.#heads.size > mostHeadsKept) this.#heads.clear()
    for (const [streamId, version] of plan.heads) this.#heads.set(streamId, version)
    if (plan.placed.length > 0) this.#options.onCommit(plan.tail.position)
    return this.#settle(plan)
  }

  async #settle({ verdicts }: CommitPlan<Waiting>): Promise<void> {
    const repeats: Promise<void>[] = []
    for (const verdict of verdicts) {
      const { resolve, reject } = verdict.request
      if (verdict.kind === 'conflict') reject(verdict.error)
      else if (verdict.kind === 'write') resolve(verdict.parts.map((part) => writtenResult(part)))
      else repeats.push(this.#repeat(verdict.commandId).then(resolve, reject))
    }
    if (repeats.length > 0) await Promise.all(repeats)
  }

  async #repeat(commandId: string): Promise<AppendResult[]> {
    // No stream is named twice in a row: each part is as long as its stream goes on.
    const parts: RecordedEvent[][] = []
    for (const event of await readCommand(this.#storage, commandId)) {
      const part = parts.at(-1)
      if (part?.[0]?.streamId === event.streamId) part.push(event)
      else parts.push([event])
    }
    return parts.map((events) => toResult(events, true))
  }
}

/** The events are read back from their text when somebody looks at them: most callers only want the version. */
function writtenResult(placed: readonly PlacedEvent[]): AppendResult {
  const { streamId = '', streamVersion = 0, globalPosition = 0 } = placed.at(-1)?.place ?? {}
  const first = placed[0]?.place.globalPosition ?? 0
  const texts = (): string => placed.map(({ event, place }) => entryText(event, place)).join()
  let events: readonly RecordedEvent[] | undefined
  return {
    streamId,
    streamVersion,
    globalPosition,
    get events() {
      events ??= eventsOfEntries(JSON.parse(`[${texts()}]`), first)
      return events
    },
    duplicate: false,
  }
}

function toResult(events: readonly RecordedEvent[], duplicate: boolean): AppendResult {
  const { streamId = '', streamVersion = 0, globalPosition = 0 } = events.at(-1) ?? {}
  return { streamId, streamVersion, globalPosition, events, duplicate }
}
