import { copyOfEvent, frozenEvent } from '../events/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { LogCorrupted, LogReplaced } from '../events/errors.ts'
import { eventAt } from '../log/event-at.ts'
import { type EventPlace, type EventSequence, positionIn } from '../log/event-sequence.ts'
import { isInLog } from '../log/log-place.ts'
import { TimeSlice, whenIdle, type Yield, yieldToMainThread } from '../platform/yield-to-main-thread.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { Fold, initialStateOf } from '../projection/fold.ts'
import { foldLog } from '../projection/fold-log.ts'
import { failedAt } from '../projection/projection-failed.ts'
import { findSnapshot, type StateAt } from '../projection/snapshots.ts'
import { EventBlocks } from './event-blocks.ts'
import { blockSize, type Keyframe, Keyframes, keyframeOf, storedStep } from './keyframes.ts'
import { StoredKeyframes } from './stored-keyframes.ts'

/** Options of {@link PastStates.at}. */
export type FoldOptions = {
  /** Called at intervals. If the function returns false, a long fold ends without a result. */
  readonly isWanted?: () => boolean
  /** Called at intervals with the position of the last event folded. */
  readonly onReached?: (position: number) => void
  /** Pauses a long fold. Default: yields to the main thread. */
  readonly yieldNow?: Yield
}

/** Reports whether keyframes are needed, and when idle time is available for them. */
export type IdleTime = {
  readonly lastPosition: () => number
  readonly isWanted: () => boolean
  readonly isIdle: () => boolean
  readonly untilIdle: () => Promise<void>
}

// A search for a snapshot takes about as long as folding this many events.
const eventsPerSearch = 4 * blockSize

/** Folds the states of projections at any position of one history, from keyframes and the events after them. */
export class PastStates<E extends DomainEvent> {
  readonly keyframes: Keyframes
  readonly events: EventBlocks<E>
  /** The history that the states are folded from: {@link EventStore.historyId}. */
  readonly historyId: string
  readonly #sequence: EventSequence<E>
  readonly #definitions: readonly ProjectionDefinition<unknown, E>[]
  readonly #memory: number
  #stored: StoredKeyframes<E> | undefined
  #preparing: Promise<void> | undefined

  /** Returns the position of an event in the sequence. */
  readonly positionOf = (event: EventPlace): number => positionIn(this.#sequence, event)

  /** @param lastPosition returns the last known position of the sequence */
  constructor(
    sequence: EventSequence<E>,
    definitions: readonly ProjectionDefinition<unknown, E>[],
    memory: number,
    lastPosition: () => number,
  ) {
    this.#sequence = sequence
    this.#definitions = definitions
    this.#memory = memory
    this.historyId = sequence.historyId
    this.events = new EventBlocks(sequence, lastPosition)
    const states = definitions.map((definition) => initialStateOf(definition))
    this.keyframes = new Keyframes(memory, { position: 0, eventId: '', states })
  }

  /**
   * Returns the states at a position that is in the log. Adds keyframes during the fold.
   *
   * @returns `undefined`: the result is no longer needed
   * @throws {@link ProjectionFailed} a handler threw
   * @throws {@link LogCorrupted} the log ends before the position
   * @throws {@link LogReplaced} the log was replaced since this object was created
   */
  async at(position: number): Promise<Keyframe>
  async at(position: number, options: FoldOptions): Promise<Keyframe | undefined>
  async at(
    position: number,
    { isWanted = () => true, onReached, yieldNow = yieldToMainThread }: FoldOptions = {},
  ): Promise<Keyframe | undefined> {
    this.#assertSameHistory()
    const keyframe = this.keyframes.before(position)
    if (keyframe.position === position) return keyframe
    const folds = await this.#foldsFrom(keyframe, position)
    this.#addKeyframe(folds)
    const start = Math.min(...folds.map((fold) => fold.position))
    let nextRead = start
    const slice = new TimeSlice()
    for await (const page of this.events.pages(start + 1, position)) {
      // Without this check, earlier blocks could be from the old log, and this block from the new log.
      this.#assertSameHistory()
      for (const event of page) {
        const at = this.positionOf(event)
        if (at > nextRead) nextRead = Math.min(position, this.keyframes.after(at - 1))
        for (const fold of folds) {
          fold.nextRead = nextRead
          // Each handler receives its own copy of an event, which it may keep and change.
          const isShared = folds.length > 1 && fold.handles(event.type)
          if (fold.position < at) fold.apply(isShared ? copyOfEvent(event) : event, at)
        }
        this.#addKeyframe(folds)
        if (!slice.isOver) continue
        onReached?.(at)
        await slice.renew(yieldNow)
      }
      // A fold that is almost complete continues, so that a slider shows states while the user moves the slider.
      const last = page.at(-1)
      if (last && position - this.positionOf(last) > blockSize && !isWanted()) return undefined
    }
    const reached = keyframeOf(folds)
    if (reached?.position === position) return reached
    throw new LogCorrupted({ position, problem: 'the log ends before this position' })
  }

  /**
   * Makes all missing keyframes in idle time, those near the shown position first. Stores a few of them for the next visit.
   * Ignores errors, because a seek to the same position reports them.
   */
  prepare(idleTime: IdleTime): Promise<void> {
    this.#preparing ??= this.#prepare(idleTime)
      .catch(() => {})
      .finally(() => {
        this.#preparing = undefined
      })
    return this.#preparing
  }

  /** Resolves when no keyframes are being made. */
  async prepared(): Promise<void> {
    await this.#preparing
  }

  async #prepare({ lastPosition, isWanted, isIdle, untilIdle }: IdleTime): Promise<void> {
    for (;;) {
      await untilIdle()
      const missing = this.keyframes.missing(lastPosition())
      if (missing === undefined || !isWanted()) break
      await this.at(missing, { isWanted: isIdle, yieldNow: whenIdle })
    }
    if (!isWanted() || lastPosition() < storedStep) return
    this.#stored ??= new StoredKeyframes(this.#sequence, this.#definitions, this.#memory, this.historyId)
    await this.#stored.save(this.keyframes, lastPosition())
  }

  /**
   * Returns the states at a position, even directly before a damaged event. There, the block of events cannot be read.
   *
   * @returns `undefined`: the result is no longer needed
   * @throws as {@link PastStates.at}
   */
  async statesAt(position: number): Promise<Keyframe>
  async statesAt(position: number, options: FoldOptions): Promise<Keyframe | undefined>
  async statesAt(position: number, options: FoldOptions = {}): Promise<Keyframe | undefined> {
    try {
      return await this.at(position, options)
    } catch (error) {
      if (!this.#isDamagedAfter(position, error)) throw error
      const keyframe = this.keyframes.before(position)
      const folding = this.#definitions.map((definition, index) =>
        foldLog(this.#sequence, this.#foldFrom(definition, keyframe, index), { to: position }),
      )
      const folds = await Promise.all(folding)
      return { position, eventId: folds[0]?.eventId ?? '', states: folds.map(({ state }) => state) }
    }
  }

  /** Returns the event at a position that is in the log, even directly before a damaged event. */
  async eventAt(position: number): Promise<RecordedEvent<E> | undefined> {
    try {
      return await this.events.at(position)
    } catch (error) {
      if (!this.#isDamagedAfter(position, error)) throw error
      const event = await eventAt(this.#sequence, position)
      return event && frozenEvent(event)
    }
  }

  /**
   * Returns the latest states before the event that a fold failed on. All projections have the same position: before the first event
   * on which any projection failed.
   *
   * @returns `undefined`: the error names no event, or the states cannot be read
   */
  async lastGood(error: unknown): Promise<Keyframe | undefined> {
    for (let failed = failedAt(this.#sequence, error); failed !== undefined; ) {
      const position = failed - 1
      try {
        return await this.statesAt(position)
      } catch (another) {
        // If a projection began with a snapshot, its handlers can also throw on earlier events.
        const earlier = failedAt(this.#sequence, another) ?? Infinity
        failed = earlier <= position ? earlier : undefined
      }
    }
    return undefined
  }

  #isDamagedAfter(position: number, error: unknown): boolean {
    return error instanceof LogCorrupted && (failedAt(this.#sequence, error) ?? 0) > position
  }

  #assertSameHistory(): void {
    if (this.#sequence.historyId !== this.historyId) throw new LogReplaced()
  }

  /** Adds a keyframe if all folds are at the same position. A fold that started from a newer snapshot waits for the others. */
  #addKeyframe(folds: readonly Fold<unknown, E>[]): void {
    const position = folds[0]?.position ?? 0
    if (!this.keyframes.belongsAt(position)) return
    const keyframe = keyframeOf(folds)
    if (keyframe) this.keyframes.add(keyframe)
  }

  #foldsFrom(keyframe: Keyframe, position: number): Promise<Fold<unknown, E>[]> {
    const isFar = position - keyframe.position > eventsPerSearch
    const folds = this.#definitions.map(async (definition, index) => {
      const stored = isFar ? await this.#findStored(definition, keyframe.position, position) : undefined
      return stored ? new Fold(definition, stored) : this.#foldFrom(definition, keyframe, index)
    })
    return Promise.all(folds)
  }

  #foldFrom(definition: ProjectionDefinition<unknown, E>, keyframe: Keyframe, index: number): Fold<unknown, E> {
    const fold = new Fold(definition, { ...keyframe, state: keyframe.states[index], historyId: this.historyId })
    // The keyframe has the state too. After a read of the state, the fold does not change it.
    void fold.state
    return fold
  }

  /** Returns the newest snapshot in a range whose event is still in the log. */
  async #findStored(
    definition: ProjectionDefinition<unknown, E>,
    after: number,
    atOrBefore: number,
  ): Promise<StateAt<unknown> | undefined> {
    let stored = await findSnapshot<unknown, E>(this.#sequence, definition, atOrBefore)
    while (stored && stored.position > after) {
      if (await isInLog(this.#sequence, stored, (at) => this.events.at(at))) return stored
      stored = await findSnapshot<unknown, E>(this.#sequence, definition, stored.position - 1)
    }
    return undefined
  }
}
