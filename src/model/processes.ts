import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { LogReplaced } from '../events/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import { type LogPlace, LogRewound, readAfter } from '../log/log-place.ts'
import { SerialQueue } from '../log/serial-queue.ts'
import { sourceOf } from '../projection/definition-names.ts'
import { Fold } from '../projection/fold.ts'
import { ProjectionFailed } from '../projection/projection-failed.ts'
import { checksum } from '../values/checksum.ts'
import type { ProcessManager } from './process-definition.ts'
import { ProcessEvents, type Step } from './process-events.ts'
import { type ProcessAt, StoredProcesses } from './stored-processes.ts'

/** A process in memory. */
type Process<State, E extends DomainEvent> = {
  readonly fold: Fold<State, E>
  failure: { readonly error: unknown } | undefined
}

type Request = { readonly processId: string; readonly historyId: string; readonly signal: AbortSignal }

const eventsBetweenWrites = 1_000
// The next decision waits for these documents.
const mostWritten = 100
const mostUnused = 1_000

/** The states of processes at a position of the log. Stores them from time to time, and then keeps only the latest ones in memory. */
export class Processes<State, E extends DomainEvent> {
  readonly #store: EventStore<E>
  readonly #definition: ProcessManager<State, unknown, E>
  readonly #events: ProcessEvents<State, E>
  readonly #stored: StoredProcesses<State, E>
  /** The least recently used process is first. */
  #known = new Map<string, Process<State, E>>()
  /** The processes in memory that have events that are not stored. */
  readonly #changed = new Set<string>()
  /** All events up to this place are folded; `undefined`: nothing was read. */
  #place: LogPlace | undefined
  /** Whether all processes are in memory. Otherwise, the storage may hold further processes. */
  #isComplete = true
  /** Position of the last stored place. */
  #storedAt = 0
  #isStoring = true
  #isWriting = false
  /** Runs one call at a time: a parked event can be retried while the reactor works. */
  readonly #queue = new SerialQueue()

  constructor(store: EventStore<E>, definition: ProcessManager<State, unknown, E>) {
    this.#store = store
    this.#definition = definition
    this.#events = new ProcessEvents(store, definition)
    const source = checksum(`${sourceOf(definition)} ${definition.correlate}`)
    this.#stored = new StoredProcesses(store, definition.name, source)
  }

  /**
   * Returns the state of a process after the event at a position.
   *
   * @throws {@link LogReplaced} the log was replaced during the call
   * @throws the error of this process's handler, or of `correlate` for an event that only `when` names
   */
  stateAt(position: number, processId: string, signal: AbortSignal): Promise<State> {
    const { historyId } = this.#store
    return this.#queue.run(() => this.#stateAt(position, { processId, historyId, signal }))
  }

  async #stateAt(position: number, { processId, historyId, signal }: Request): Promise<State> {
    if (this.#place?.historyId !== historyId) {
      const place = await this.#stored.begin()
      if (place?.historyId === historyId) this.#beginAt(place, false)
      else this.#beginAgain(historyId)
    } else if (position < this.#place.position) {
      return this.#earlierState(processId, position, signal)
    }
    const process = await this.#foldedTo(position, { processId, historyId, signal })
    if (process.failure) throw process.failure.error
    this.#forgetUnused()
    if (position - this.#storedAt >= eventsBetweenWrites) this.#writeLater()
    return process.fold.state
  }

  async #foldedTo(position: number, { processId, historyId, signal }: Request): Promise<Process<State, E>> {
    const read = (fromPosition: number) => this.#store.readBatches({ fromPosition, toPosition: position, signal })
    for (;;) {
      try {
        const place = this.#place ?? this.#beginAgain(historyId)
        for await (const page of readAfter<E>(this.#store, place, read)) await this.#foldPage(page)
        if (this.#store.historyId !== historyId) throw new LogReplaced()
        await this.#load([processId])
        // A crash before the mark leaves a state that includes later events.
        if (this.#processFor(processId).fold.position > position) await this.#refold(processId)
        return this.#processFor(processId)
      } catch (error) {
        if (this.#store.historyId !== historyId) throw new LogReplaced()
        // This is also the case if a crash left the checkpoint behind the stored place.
        if (!(error instanceof LogRewound)) throw error
        this.#beginAgain(historyId)
      }
    }
  }

  /** Returns the state for the retry of a parked event: the state at its position. */
  async #earlierState(processId: string, position: number, signal: AbortSignal): Promise<State> {
    const { state } = await this.#events.refolded(processId, position, signal)
    // The handler was fixed, so later events of the process no longer fail.
    if (this.#known.get(processId)?.failure) await this.#refold(processId)
    return state
  }

  async #refold(processId: string): Promise<void> {
    this.#known.set(processId, await this.#restored(processId, 'unusable'))
  }

  #beginAt(place: LogPlace, isComplete: boolean): LogPlace {
    this.#place = place
    this.#known = new Map()
    this.#changed.clear()
    this.#isComplete = isComplete
    this.#storedAt = place.position
    return place
  }

  #beginAgain(historyId: string): LogPlace {
    return this.#beginAt({ position: 0, eventId: '', historyId }, true)
  }

  async #foldPage(page: readonly RecordedEvent<E>[]): Promise<void> {
    const steps: Step<E>[] = []
    let failure: { readonly error: unknown } | undefined
    for (const event of page) {
      try {
        steps.push(this.#events.stepOf(event))
      } catch (error) {
        failure = { error }
        break
      }
    }
    await this.#load(steps.flatMap(({ processId }) => processId ?? []))
    for (const { event, processId, position, eventId } of steps) {
      if (processId !== undefined) this.#apply(processId, event, position)
      this.#place = { position, eventId, historyId: this.#place?.historyId ?? '' }
    }
    if (failure) throw failure.error
  }

  #apply(processId: string, event: RecordedEvent<E>, position: number): void {
    const process = this.#processFor(processId)
    // After a crash, a stored state can include later events than the stored place.
    if (position <= process.fold.position || process.failure) return
    this.#changed.add(processId)
    try {
      process.fold.apply(event)
    } catch (error) {
      // A failure of one process does not stop the others.
      process.failure = { error }
    }
  }

  #processFor(processId: string): Process<State, E> {
    const process = this.#known.get(processId) ?? { fold: new Fold(this.#definition), failure: undefined }
    this.#known.delete(processId)
    this.#known.set(processId, process)
    return process
  }

  /** Loads the processes that are stored and not in memory. */
  async #load(processIds: readonly string[]): Promise<void> {
    if (this.#isComplete) return
    const missing = [...new Set(processIds)].filter((processId) => !this.#known.has(processId))
    if (missing.length === 0) return
    const found = await this.#stored.read(missing)
    if (!found) throw this.#lost()
    for (const [processId, process] of found) this.#known.set(processId, await this.#restored(processId, process))
  }

  async #restored(processId: string, found: ProcessAt<State> | 'unusable'): Promise<Process<State, E>> {
    if (found !== 'unusable' && found.state !== undefined) {
      const { state, position, eventId } = found
      return { fold: new Fold(this.#definition, { state, position, eventId }), failure: undefined }
    }
    try {
      const fold = await this.#events.refolded(processId, this.#place?.position ?? 0)
      this.#changed.add(processId)
      return { fold, failure: undefined }
    } catch (error) {
      if (!(error instanceof ProjectionFailed)) throw error
      return { fold: new Fold(this.#definition), failure: { error } }
    }
  }

  #forgetUnused(): void {
    if (this.#isComplete) return
    for (const processId of this.#known.keys()) {
      if (this.#known.size <= mostUnused) break
      if (!this.#changed.has(processId)) this.#known.delete(processId)
    }
  }

  /** Another writer or a lack of space deleted the stored processes. */
  #lost(): LogRewound {
    this.#isStoring = false
    return new LogRewound()
  }

  #writeLater(): void {
    if (this.#isWriting || !this.#isStoring) return
    this.#isWriting = true
    this.#queue
      .run(() => this.#write())
      .then(
        (isDone) => {
          this.#isWriting = false
          if (!isDone) this.#writeLater()
        },
        () => {
          // The processes stay in memory. They are derived from the log, so a failure to store them is ignored.
          this.#isWriting = this.#isStoring = false
        },
      )
  }

  /** @returns false if further changed processes are not stored yet */
  async #write(): Promise<boolean> {
    const place = this.#place
    if (place?.historyId !== this.#store.historyId) return true
    const processes = new Map<string, ProcessAt<State>>()
    for (const processId of this.#changed) {
      if (processes.size === mostWritten) break
      processes.set(processId, stateOf(this.#processFor(processId)))
    }
    const areLast = processes.size === this.#changed.size
    if (!(await this.#stored.write(processes, place, areLast))) {
      this.#isStoring = false
      // The storage no longer holds the processes that are not in memory.
      if (!this.#isComplete) this.#place = undefined
      return true
    }
    for (const processId of processes.keys()) this.#changed.delete(processId)
    if (!areLast) return false
    this.#storedAt = place.position
    this.#isComplete = false
    this.#forgetUnused()
    return true
  }
}

function stateOf<State, E extends DomainEvent>({ fold, failure }: Process<State, E>): ProcessAt<State> {
  const { position, eventId } = fold
  return failure ? { position, eventId } : { position, eventId, state: fold.state }
}
