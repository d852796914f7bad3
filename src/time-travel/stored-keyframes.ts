import type { DomainEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { findSnapshot, saveSnapshot } from '../projection/snapshots.ts'
import { type Keyframe, type Keyframes, storedStep } from './keyframes.ts'

const mostStored = 32

/** Keeps a few keyframes, far apart, among the snapshots of the store, so that the next visit starts warm. */
export class StoredKeyframes<E extends DomainEvent> {
  readonly #store: EventStore<E>
  readonly #definitions: readonly ProjectionDefinition<unknown, E>[]
  /** Not more than this in bytes, for each projection. */
  readonly #budget: number
  readonly #stored = new Set<number>()
  readonly #historyId: string
  #isRefused = false

  /** @param historyId the events that the keyframes are folded from */
  constructor(
    store: EventStore<E>,
    definitions: readonly ProjectionDefinition<unknown, E>[],
    budget: number,
    historyId: string,
  ) {
    this.#historyId = historyId
    this.#store = store
    this.#definitions = definitions
    this.#budget = budget
  }

  async save(keyframes: Keyframes, lastPosition: number): Promise<void> {
    const { bytes } = keyframes.before(lastPosition)
    const most = Math.min(mostStored, Math.floor(this.#budget / bytes))
    let step = storedStep
    while (step * most < lastPosition && step <= lastPosition) step *= 2
    const newest = lastPosition - (lastPosition % storedStep)
    for (const position of keyframes.positions) {
      const isOne = position > 0 && (position % step === 0 || position === newest)
      if (isOne && !this.#stored.has(position)) await this.#save(keyframes.before(position), most)
    }
  }

  /** What cannot be stored, for want of room or because no structured clone keeps it, is folded again the next time. */
  async #save({ position, eventId, states }: Keyframe, most: number): Promise<void> {
    if (this.#isRefused) return
    this.#stored.add(position)
    const historyId = this.#historyId
    try {
      for (const [index, definition] of this.#definitions.entries()) {
        const found = await findSnapshot<unknown, E>(this.#store, definition, position)
        if (found?.eventId === eventId) continue
        await saveSnapshot<unknown, E>(
          this.#store,
          definition,
          { state: states[index], position, eventId, historyId },
          most,
        )
      }
    } catch {
      this.#isRefused = true
    }
  }
}
