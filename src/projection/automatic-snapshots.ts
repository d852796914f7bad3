import { checkOptions, count, ordinal } from '../events/argument-checks.ts'
import type { DomainEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { isInLog } from '../log/log-place.ts'
import { inOneTab } from '../platform/run-in-one-tab.ts'
import { whenIdle } from '../platform/yield-to-main-thread.ts'
import type { ProjectionDefinition } from './define-projection.ts'
import { findSnapshot, type StateAt, saveSnapshot } from './snapshots.ts'

/** When a live projection stores a snapshot by itself: in one tab, in idle time, after so many events or so much time. */
export type SnapshotPolicy = {
  /** After so many events since the last snapshot, from 1. Default 5,000. */
  readonly every?: number
  /** Or after so many milliseconds of catching up since the last snapshot, over at least 500 events. Default 200. */
  readonly afterMilliseconds?: number
}

/** Options of {@link LiveProjection}. */
export type LiveOptions = {
  /** When to store snapshots by itself; `false`: never. Default: after 5,000 events, or 200 ms spent on catching up. */
  readonly snapshots?: SnapshotPolicy | false
}

// Fewer events are folded as fast as a snapshot is read, on a slow machine too.
const fewestEvents = 500

/** Stores snapshots of a live projection when they save time. */
export class AutomaticSnapshots<State, E extends DomainEvent> {
  readonly #store: EventStore<E>
  readonly #definition: ProjectionDefinition<State, E>
  readonly #every: number
  readonly #afterMilliseconds: number
  #milliseconds = 0
  #savedAt = 0
  #isSaving = false

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

  /**
   * Stores a snapshot if it saves enough time.
   *
   * @param folded how many events the catch-up folded
   * @param spent milliseconds that it took
   * @param newest returns the state to store
   */
  caughtUp(position: number, folded: number, spent: number, newest: () => StateAt<State>): void {
    this.#milliseconds += spent
    // More events than there are behind the snapshot: the log was rewound.
    this.#savedAt = Math.min(this.#savedAt, position - folded)
    const events = position - this.#savedAt
    const isWorthIt = events >= this.#every || (events >= fewestEvents && this.#milliseconds >= this.#afterMilliseconds)
    if (!isWorthIt || this.#isSaving) return
    this.#isSaving = true
    this.#save(newest)
      // A snapshot only saves time. If it cannot be stored, the application need not know.
      .catch(() => {})
      .finally(() => {
        this.#isSaving = false
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

  /** Whether a snapshot is near that fits: another tab has just stored it. */
  async #isNear(position: number): Promise<boolean> {
    const beyond = position - Math.min(fewestEvents, this.#every)
    const positions = await this.#store.snapshots.list(this.#definition.name)
    if (!positions.some((one) => one > beyond && one <= position)) return false
    const stored = await findSnapshot(this.#store, this.#definition, position)
    if (!stored || stored.position <= beyond) return false
    return isInLog(this.#store, stored)
  }
}
