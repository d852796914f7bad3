import type { DomainEvent } from '../events/domain-event.ts'
import type { EventSequence } from '../log/event-sequence.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { findSnapshot, saveSnapshot } from '../projection/snapshots.ts'
import { type Keyframe, type Keyframes, storedStep } from './keyframes.ts'
import { sizeOf } from './state-size.ts'

const mostStored = 32

/** Stores a few distant keyframes as snapshots, so that seeks are fast at the next visit. */
export class StoredKeyframes<E extends DomainEvent> {
  readonly #sequence: EventSequence<E>
  readonly #definitions: readonly ProjectionDefinition<unknown, E>[]
  /** The largest total size for each projection, in bytes. */
  readonly #budget: number
  readonly #stored = new Set<number>()
  readonly #historyId: string
  #hasFailed = false

  /** @param budget the largest total size for each projection, in bytes @param historyId the history of the keyframes */
  constructor(
    sequence: EventSequence<E>,
    definitions: readonly ProjectionDefinition<unknown, E>[],
    budget: number,
    historyId: string,
  ) {
    this.#historyId = historyId
    this.#sequence = sequence
    this.#definitions = definitions
    this.#budget = budget
  }

  async save(keyframes: Keyframes, lastPosition: number): Promise<void> {
    // Stored states share nothing.
    const bytes = sizeOf(keyframes.before(lastPosition).states)
    const most = Math.min(mostStored, Math.floor(this.#budget / bytes))
    let step = storedStep
    while (step * most < lastPosition && step <= lastPosition) step *= 2
    const newest = lastPosition - (lastPosition % storedStep)
    for (const position of keyframes.positions) {
      const mustStore = position > 0 && (position % step === 0 || position === newest)
      if (mustStore && !this.#stored.has(position)) await this.#save(keyframes.before(position), most)
    }
  }

  /** Stores a keyframe. After a failure (no disk space, or a state that cannot be cloned), this object stores no further keyframes. */
  async #save({ position, eventId, states }: Keyframe, most: number): Promise<void> {
    if (this.#hasFailed) return
    this.#stored.add(position)
    const historyId = this.#historyId
    try {
      for (const [index, definition] of this.#definitions.entries()) {
        const found = await findSnapshot<unknown, E>(this.#sequence, definition, position)
        if (found?.eventId === eventId) continue
        await saveSnapshot<unknown, E>(
          this.#sequence,
          definition,
          { state: states[index], position, eventId, historyId },
          most,
        )
      }
    } catch {
      this.#hasFailed = true
    }
  }
}
