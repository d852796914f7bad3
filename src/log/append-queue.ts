import { check, clockTime } from '../events/argument-checks.ts'
import type { RecordedEvent } from '../events/domain-event.ts'
import { AppendOutcomeUnknown, StorageFailed } from '../events/errors.ts'
import { decodeEvents, type StoredEvent } from '../events/stored-event.ts'
import { type AppendRequest, type CommitPlan, planCommit } from './commit-plan.ts'
import type { AppendResult } from './event-store.ts'
import type { Decide } from './log-storage.ts'
import { readCommand } from './read-command.ts'
import type { CompleteStorage } from './replaceable-storage.ts'

/** Options of {@link AppendQueue}. */
export type AppendQueueOptions = {
  /** The clock. */
  readonly now: () => number
  /** Called before each commit. @returns a function that the queue calls with the events of the commit after it stored them */
  readonly beginCommit: () => (events: readonly StoredEvent[], lastPosition: number) => void
}

type Waiting = AppendRequest & {
  readonly resolve: (results: AppendResult[]) => void
  readonly reject: (reason: unknown) => void
}

// A larger transaction blocks the other tabs longer and is not faster.
const largestGroup = 2_000

/** Group commit: while one transaction is in flight, appends queue. The next transaction writes all queued appends. */
export class AppendQueue {
  readonly #storage: CompleteStorage
  readonly #options: AppendQueueOptions
  readonly #waiting: Waiting[] = []
  #draining: Promise<void> | undefined

  constructor(storage: CompleteStorage, options: AppendQueueOptions) {
    this.#storage = storage
    this.#options = options
  }

  /**
   * Queues a request. Resolves when its commit is complete, with one result for each part.
   *
   * @throws {@link ConcurrencyConflict} a stream does not have the expected version
   * @throws the errors of the storage's `append`
   */
  append(request: AppendRequest): Promise<AppendResult[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...request, resolve, reject })
      this.#draining ??= this.#drain()
    })
  }

  /** Resolves when all appends have settled. */
  async idle(): Promise<void> {
    await this.#draining
  }

  async #drain(): Promise<void> {
    // Waits for one microtask, so that appends of the same task share the first commit.
    await undefined
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup()
      try {
        await this.#commit(group)
      } catch (error) {
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
    const commandIds: string[] = []
    for (const { commandId } of group) if (commandId !== undefined) commandIds.push(commandId)

    let plan: CommitPlan<Waiting> | undefined
    const decide: Decide = (view) => {
      const next = planCommit(group, view, now)
      // A rejected or repeated append writes nothing, so no write would verify the view.
      if (view.mayBeOutdated && next.verdicts.some(({ kind }) => kind !== 'write')) return undefined
      plan = next
      return next.events
    }
    const onCommit = this.#options.beginCommit()
    await this.#storage.append({ streamIds, commandIds }, decide, durability)
    // Without this check, appends would never settle if an adapter does not call `decide`.
    if (!plan) throw new StorageFailed({ cause: new Error('the storage did not call decide') })
    const last = plan.events.at(-1)
    if (last) onCommit(plan.events, last.globalPosition)
    await this.#settle(plan)
  }

  async #settle({ verdicts }: CommitPlan<Waiting>): Promise<void> {
    const repeats: Promise<void>[] = []
    for (const verdict of verdicts) {
      const { resolve, reject } = verdict.request
      if (verdict.kind === 'conflict') reject(verdict.error)
      else if (verdict.kind === 'write') resolve(verdict.parts.map(writtenResult))
      else repeats.push(this.#repeat(verdict.commandId).then(resolve, reject))
    }
    if (repeats.length > 0) await Promise.all(repeats)
  }

  async #repeat(commandId: string): Promise<AppendResult[]> {
    // Adjacent parts never have the same stream, so a part ends where the stream changes.
    const parts: RecordedEvent[][] = []
    for (const event of await readCommand(this.#storage, commandId)) {
      const part = parts.at(-1)
      if (part?.[0]?.streamId === event.streamId) part.push(event)
      else parts.push([event])
    }
    return parts.map((events) => {
      const { streamId = '', streamVersion = 0, globalPosition = 0 } = events.at(-1) ?? {}
      return { streamId, streamVersion, globalPosition, events, duplicate: true }
    })
  }
}

function writtenResult(stored: readonly StoredEvent[]): AppendResult {
  const { streamId = '', streamVersion = 0, globalPosition = 0 } = stored.at(-1) ?? {}
  let events: readonly RecordedEvent[] | undefined
  return {
    streamId,
    streamVersion,
    globalPosition,
    // Decodes the events on demand, because most callers need no more than the version.
    get events() {
      events ??= decodeEvents(stored)
      return events
    },
    duplicate: false,
  }
}
