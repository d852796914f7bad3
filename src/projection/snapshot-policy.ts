import { checkOptions, count, ordinal } from '../log/argument-checks.ts'
import { whenIdle } from '../log/breathe.ts'
import type { DomainEvent } from '../log/domain-event.ts'
import { eventAt } from '../log/event-at.ts'
import type { EventStore } from '../log/event-store.ts'
import { inOneTab } from '../log/one-tab.ts'
import type { ProjectionDefinition } from './define-projection.ts'
import { findSnapshot, type StateAt, saveSnapshot } from './snapshots.ts'

/** When a live projection stores a snapshot by itself: in idle time, in one tab, when it would save the next visit this much. */
export type SnapshotPolicy = {
  /** After so many events since the last one, from 1. Default 5,000. */
  readonly every?: number
  /** Or after so many milliseconds spent on catching up since the last one, over at least 500 events. Default 200. */
  readonly afterMilliseconds?: number
}

/** Options of {@link LiveProjection}. */
export type LiveOptions = {
  /** When to store snapshots by itself; `false`: never. Default: after 5,000 events, or 200 ms spent on catching up. */
  readonly snapshots?: SnapshotPolicy | false
}

// Fewer are folded as soon as a snapshot is read, however slow the machine was just then.
const fewestEvents = 500

/** Keeps the snapshots of a live projection up to date. */
export class SnapshotKeeper<State, E extends DomainEvent> {
  readonly #store: EventStore<E>
  readonly #definition: ProjectionDefinition<State, E>
  readonly #every: number
  readonly #afterMilliseconds: number
  #milliseconds = 0
  #savedAt = 0
  #isUnderWay = false

  constructor(store: EventStore<E>, definition: ProjectionDefinition<State, E>, policy: SnapshotPolicy) {
    checkOptions(policy, { every: ordinal, afterMilliseconds: count })
    const { every = 5_000, afterMilliseconds = 200 } = policy
    this.#store = store
    this.#definition = definition
    this.#every = every
    this.#afterMilliseconds = afterMilliseconds
  }

  /** There is a snapshot at this position. */
  savedAt(position: number): void {
    this.#savedAt = position
    this.#milliseconds = 0
  }

  /** @param folded how many events @param spent milliseconds that it took @param newest what to store, should it be worth it */
  caughtUp(position: number, folded: number, spent: number, newest: () => StateAt<State>): void {
    this.#milliseconds += spent
    // More than lie behind the snapshot: it was of a past that was lost.
    this.#savedAt = Math.min(this.#savedAt, position - folded)
    const events = position - this.#savedAt
    const isWorthIt = events >= this.#every || (events >= fewestEvents && this.#milliseconds >= this.#afterMilliseconds)
    if (!isWorthIt || this.#isUnderWay) return
    this.#isUnderWay = true
    this.#save(newest)
      // It only saves time: a state that cannot be stored, or a full disk, is no reason to disturb anybody.
      .catch(() => {})
      .finally(() => {
        this.#isUnderWay = false
      })
  }

  async #save(newest: () => StateAt<State>): Promise<void> {
    await whenIdle()
    const { name } = this.#definition
    await inOneTab(`rewindable:${this.#store.logId}:snapshot:${name}`, async () => {
      const state = newest()
      this.savedAt(state.position)
      if (!(await this.#isNear(state.position))) {
        await saveSnapshot(this.#store, this.#definition, state)
      }
    })
  }

  /** Whether another tab was here just now. One that is near but does not fit is none: whoever comes next could not begin there. */
  async #isNear(position: number): Promise<boolean> {
    const beyond = position - Math.min(fewestEvents, this.#every)
    const positions = await this.#store.snapshots.list(this.#definition.name)
    if (!positions.some((one) => one > beyond && one <= position)) return false
    const stored = await findSnapshot(this.#store, this.#definition, position)
    if (!stored || stored.position <= beyond) return false
    return (await eventAt(this.#store, stored.position))?.id === stored.eventId
  }
}
