import { check, clockTime } from './argument-checks.ts'
import { type AppendRequest, type CommitPlan, type LogView, planCommit } from './commit-plan.ts'
import { type PlacedEvent, packRecords } from './commit-record.ts'
import type { RecordedEvent } from './domain-event.ts'
import { AppendOutcomeUnknown, LogCorrupted } from './errors.ts'
import type { AppendResult } from './event-store.ts'
import type { LogStorage, Tail } from './log-storage.ts'
import { readCommand } from './read-command.ts'

/** Where an append queue gets the time from, and whom it tells of its commits. */
export type AppendQueueOptions = {
  readonly now: () => number
  readonly onCommit: (lastPosition: number) => void
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
 * key is taken, nothing is written, and the decision is made again on what is there now.
 */
export class AppendQueue {
  readonly #storage: LogStorage
  readonly #options: AppendQueueOptions
  readonly #waiting: Waiting[] = []
  /** Versions as of {@link AppendQueue.#tail}: forgotten together with it. */
  readonly #heads = new Map<string, number>()
  #tail: Tail | undefined
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
    let view = await this.#look(group, { afresh: false })
    let refusedAt: number | undefined
    for (;;) {
      const now = this.#options.now()
      check('now', now, clockTime)
      const plan = planCommit(group, view, now)
      // A refusal writes nothing, so no add() would prove it: it must rest on what is there now, not on memory.
      if (view.afresh || plan.verdicts.every(({ kind }) => kind === 'write')) {
        if (await this.#write(group, plan)) {
          this.#remember(plan)
          return this.#settle(plan)
        }
        if (view.tail.position === refusedAt) {
          const problem = 'the next commit is refused although nobody else appended'
          throw new LogCorrupted({ position: refusedAt + 1, problem })
        }
        refusedAt = view.tail.position
      }
      view = await this.#look(group, { afresh: true })
    }
  }

  /** What the group's decisions rest on: remembered where that is known, read where it is not. */
  async #look(group: readonly Waiting[], { afresh }: { afresh: boolean }): Promise<LogView & { afresh: boolean }> {
    const mustRead = afresh || !this.#tail
    if (mustRead) this.forget()
    // The tail first: heads as old as the tail, or younger, are proven by the add(); older ones would not be.
    this.#tail ??= await this.#storage.tail()
    const tail = this.#tail

    const streamIds = new Set(group.flatMap(({ parts }) => parts.map(({ streamId }) => streamId)))
    const unknown = [...streamIds].filter((streamId) => !this.#heads.has(streamId))
    const commandIds = mustRead ? group.flatMap(({ commandId }) => commandId ?? []) : []
    const [versions, records] = await Promise.all([
      unknown.length > 0 ? this.#storage.heads(unknown) : [],
      commandIds.length > 0 ? this.#storage.findCommands(commandIds) : [],
    ])
    for (const [index, streamId] of unknown.entries()) this.#heads.set(streamId, versions[index] ?? 0)
    const recordedCommands = new Set(commandIds.filter((_, index) => records[index]))
    return { tail, heads: this.#heads, recordedCommands, afresh: mustRead }
  }

  async #write(group: readonly Waiting[], { placed }: CommitPlan<Waiting>): Promise<boolean> {
    if (placed.length === 0) return true
    const durability = group.some((request) => request.durability === 'strict') ? 'strict' : 'default'
    return this.#storage.write(packRecords(placed), durability)
  }

  #remember({ placed, heads }: CommitPlan<Waiting>): void {
    const last = placed.at(-1)?.place
    if (!last) return
    this.#tail = { position: last.globalPosition, recordedAt: last.recordedAt }
    if (this.#heads.size > mostHeadsKept) this.#heads.clear()
    for (const [streamId, version] of heads) this.#heads.set(streamId, version)
    this.#options.onCommit(last.globalPosition)
  }

  async #settle({ verdicts }: CommitPlan<Waiting>): Promise<void> {
    const repeats: Promise<void>[] = []
    for (const verdict of verdicts) {
      const { resolve, reject } = verdict.request
      if (verdict.kind === 'conflict') reject(verdict.error)
      else if (verdict.kind === 'write') resolve(verdict.parts.map((part) => writtenResult(part)))
      else repeats.push(this.#repeat(verdict.commandId).then(resolve, reject))
    }
    await Promise.all(repeats)
  }

  async #repeat(commandId: string): Promise<AppendResult[]> {
    const byStream = new Map<string, RecordedEvent[]>()
    for (const event of await readCommand(this.#storage, commandId)) {
      const events = byStream.get(event.streamId)
      if (events) events.push(event)
      else byStream.set(event.streamId, [event])
    }
    return Array.from(byStream.values(), (events) => toResult(events, true))
  }
}

/** The events are read back from their text when somebody looks at them: most callers only want the version. */
function writtenResult(placed: readonly PlacedEvent[]): AppendResult {
  const { streamId = '', streamVersion = 0, globalPosition = 0 } = placed.at(-1)?.place ?? {}
  let events: readonly RecordedEvent[] | undefined
  return {
    streamId,
    streamVersion,
    globalPosition,
    get events() {
      events ??= JSON.parse(`[${placed.map(({ text }) => text).join()}]`) as RecordedEvent[]
      return events
    },
    duplicate: false,
  }
}

function toResult(events: readonly RecordedEvent[], duplicate: boolean): AppendResult {
  const { streamId = '', streamVersion = 0, globalPosition = 0 } = events.at(-1) ?? {}
  return { streamId, streamVersion, globalPosition, events, duplicate }
}
