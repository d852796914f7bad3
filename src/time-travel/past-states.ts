import { Breath, breathe, type Rest, whenIdle } from '../log/breathe.ts'
import { copyOfEvent } from '../log/copy-event.ts'
import type { DomainEvent } from '../log/domain-event.ts'
import { LogCorrupted, LogReplaced } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { Fold, initialStateOf } from '../projection/fold.ts'
import { findSnapshot, type StateAt } from '../projection/snapshots.ts'
import { EventBlocks } from './event-blocks.ts'
import { blockSize, type Keyframe, Keyframes, storedStep } from './keyframes.ts'
import { StoredKeyframes } from './stored-keyframes.ts'

/** What a fold over a long stretch heeds on the way. */
export type Way = {
  /** Asked now and then: a long fold that nobody waits for any more is given up. */
  readonly isWanted?: () => boolean
  /** Called now and then with the position of the last event folded. */
  readonly onReached?: (position: number) => void
  /** Default: let the page paint and react. */
  readonly rest?: Rest
}

/** When keyframes may be laid that nobody waits for. */
export type Leisure = {
  readonly lastPosition: () => number
  readonly isWanted: () => boolean
  readonly isIdle: () => boolean
  readonly untilIdle: () => Promise<void>
}

// To look for a snapshot costs about as much as to fold so many events.
const worthASnapshot = 4 * blockSize

/** The states of projections as of any position of one log, from keyframes and the events behind them. */
export class PastStates<E extends DomainEvent> {
  readonly keyframes: Keyframes
  readonly events: EventBlocks<E>
  /** The events that the states are folded from: {@link EventStore.historyId}. */
  readonly historyId: string
  readonly #store: EventStore<E>
  readonly #definitions: readonly ProjectionDefinition<unknown, E>[]
  readonly #memory: number
  #stored: StoredKeyframes<E> | undefined

  constructor(store: EventStore<E>, definitions: readonly ProjectionDefinition<unknown, E>[], memory: number) {
    this.#store = store
    this.#definitions = definitions
    this.#memory = memory
    this.historyId = store.historyId
    this.events = new EventBlocks(store)
    const states = definitions.map((definition) => initialStateOf(definition))
    this.keyframes = new Keyframes(memory, { position: 0, eventId: '', states })
  }

  /**
   * The states as of a position that is in the log, laying keyframes on the way.
   *
   * @returns undefined: it was no longer wanted
   * @throws {@link ProjectionFailed} a handler threw
   * @throws {@link LogCorrupted} the log ends before the position
   * @throws {@link LogReplaced} the log is another one since: this is not its past
   */
  async at(position: number): Promise<Keyframe>
  async at(position: number, way: Way): Promise<Keyframe | undefined>
  async at(
    position: number,
    { isWanted = () => true, onReached, rest = breathe }: Way = {},
  ): Promise<Keyframe | undefined> {
    this.#assertOfTheLog()
    const keyframe = this.keyframes.before(position)
    if (keyframe.position === position) return keyframe
    const folds = await this.#foldsFrom(keyframe, position)
    this.#lay(folds)
    const start = Math.min(...folds.map((fold) => fold.position))
    const breath = new Breath()
    for await (const page of this.events.pages(start + 1, position)) {
      // A block that was read before may be of the old log, and this one of the new.
      this.#assertOfTheLog()
      for (const event of page) {
        const { globalPosition } = event
        for (const fold of folds) {
          // Each handler has its own copy of an event, which it may keep and change.
          const isShared = folds.length > 1 && fold.handles(event.type)
          if (fold.position < globalPosition) fold.apply(isShared ? copyOfEvent(event) : event)
        }
        this.#lay(folds)
        if (!breath.isDue) continue
        onReached?.(globalPosition)
        await breath.take(rest)
      }
      // What is nearly there is worth having: a slider that moves without a pause shows something all the same.
      if (position - (page.at(-1)?.globalPosition ?? 0) > blockSize && !isWanted()) return undefined
    }
    const reached = keyframeOf(folds)
    if (reached?.position === position) return reached
    throw new LogCorrupted({ position, problem: 'the log ends before it' })
  }

  /** Lays all keyframes that are missing, those near the person first, and stores a few of them for the next visit. */
  async complete({ lastPosition, isWanted, isIdle, untilIdle }: Leisure): Promise<void> {
    for (;;) {
      await untilIdle()
      const missing = this.keyframes.missing(lastPosition())
      if (missing === undefined || !isWanted()) break
      await this.at(missing, { isWanted: isIdle, rest: whenIdle })
    }
    if (!isWanted() || lastPosition() < storedStep) return
    this.#stored ??= new StoredKeyframes(this.#store, this.#definitions, this.#memory, this.historyId)
    await this.#stored.save(this.keyframes, lastPosition())
  }

  #assertOfTheLog(): void {
    if (this.#store.historyId !== this.historyId) throw new LogReplaced()
  }

  /** Of several projections, those that start from a newer snapshot wait for the others. */
  #lay(folds: readonly Fold<unknown, E>[]): void {
    const position = folds[0]?.position ?? 0
    if (!this.keyframes.belongsAt(position)) return
    const keyframe = keyframeOf(folds)
    if (keyframe) this.keyframes.add(keyframe)
  }

  #foldsFrom(keyframe: Keyframe, position: number): Promise<Fold<unknown, E>[]> {
    const isFar = position - keyframe.position > worthASnapshot
    const folds = this.#definitions.map(async (definition, index) => {
      const stored = isFar ? await this.#findStored(definition, keyframe.position, position) : undefined
      const fold = new Fold(
        definition,
        stored ?? { ...keyframe, state: keyframe.states[index], historyId: this.historyId },
      )
      // The keyframe keeps it too, and a fold copies what it has handed out before it folds on.
      void fold.state
      return fold
    })
    return Promise.all(folds)
  }

  /** The newest snapshot of a range that is of this past: the event it stands on is read again. */
  async #findStored(
    definition: ProjectionDefinition<unknown, E>,
    after: number,
    atOrBefore: number,
  ): Promise<StateAt<unknown> | undefined> {
    let stored = await findSnapshot<unknown, E>(this.#store, definition, atOrBefore)
    while (stored && stored.position > after) {
      if ((await this.events.at(stored.position))?.id === stored.eventId) return stored
      stored = await findSnapshot<unknown, E>(this.#store, definition, stored.position - 1)
    }
    return undefined
  }
}

/** Nothing while they stand at different positions. */
function keyframeOf<E extends DomainEvent>(folds: readonly Fold<unknown, E>[]): Keyframe | undefined {
  const [first] = folds
  if (!first || folds.some(({ position }) => position !== first.position)) return undefined
  const { position, eventId } = first
  return { position, eventId, states: folds.map(({ state }) => state) }
}
