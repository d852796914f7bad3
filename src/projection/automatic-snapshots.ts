import { checkOptions, count, ordinal } from '../events/argument-checks.ts'
import type { DomainEvent } from '../events/domain-event.ts'
import type { EventSequence } from '../log/event-sequence.ts'
import { isInLog } from '../log/log-place.ts'
import { inOneTab } from '../platform/run-in-one-tab.ts'
import { whenIdle } from '../platform/yield-to-main-thread.ts'
import type { ProjectionDefinition } from './define-projection.ts'
import { fewestEvents, findSnapshot, type StateAt, saveSnapshot, snapshotName } from './snapshots.ts'

/** The conditions under which a live projection stores a snapshot. One tab stores the snapshot, in idle time. */
export type SnapshotPolicy = {
  /** The number of events since the last snapshot, from 1. Default 5,000. */
  readonly every?: number
  /** Or the milliseconds spent on catch-ups since the last snapshot; requires at least 500 events. Default 200. */
  readonly afterMilliseconds?: number
}

/** Options of {@link LiveProjection}. */
export type LiveOptions = {
  /** The conditions for automatic snapshots; `false`: none. Default: 5,000 events, or 200 ms spent on catch-ups. */
  readonly snapshots?: SnapshotPolicy | false
  /**
   * Fold and follow only this stream, for example on a detail page. A position is then a version of the stream. Default: the whole log.
   */
  readonly streamId?: string
}

/** Stores snapshots of a live projection when they save time. */
export class AutomaticSnapshots<State, E extends DomainEvent> {
  readonly #sequence: EventSequence<E>
  readonly #definition: ProjectionDefinition<State, E>
  readonly #every: number
  readonly #afterMilliseconds: number
  #milliseconds = 0
  #savedAt = 0
  #isSaving = false

  constructor(sequence: EventSequence<E>, definition: ProjectionDefinition<State, E>, policy: SnapshotPolicy) {
    checkOptions(policy, { every: ordinal, afterMilliseconds: count })
    const { every = 5_000, afterMilliseconds = 200 } = policy
    this.#sequence = sequence
    this.#definition = definition
    this.#every = every
    this.#afterMilliseconds = afterMilliseconds
  }

  /** Records that a snapshot exists at this position. */
  savedAt(position: number): void {
    this.#savedAt = position
    this.#milliseconds = 0
  }

  /**
   * Stores a snapshot if later catch-ups save enough time.
   *
   * @param position the position that the catch-up reached
   * @param folded the number of events that the catch-up folded
   * @param spent the duration of the catch-up in milliseconds
   * @param newest returns the state to store
   */
  caughtUp(position: number, folded: number, spent: number, newest: () => StateAt<State>): void {
    this.#milliseconds += spent
    // If the catch-up began before the snapshot, the log was rewound.
    this.#savedAt = Math.min(this.#savedAt, position - folded)
    const events = position - this.#savedAt
    const isWorthIt = events >= this.#every || (events >= fewestEvents && this.#milliseconds >= this.#afterMilliseconds)
    if (!isWorthIt || this.#isSaving) return
    this.#isSaving = true
    this.#save(newest)
      // A snapshot is an optimisation, so a failure to store it is ignored.
      .catch(() => {})
      .finally(() => {
        this.#isSaving = false
      })
  }

  async #save(newest: () => StateAt<State>): Promise<void> {
    await whenIdle()
    const name = snapshotName(this.#sequence, this.#definition.name)
    await inOneTab(`rewindable:${this.#sequence.logId}:snapshot:${name}`, async () => {
      const state = newest()
      this.savedAt(state.position)
      if (!(await this.#isNear(state.position))) {
        await saveSnapshot(this.#sequence, this.#definition, state)
      }
    })
  }

  /** Returns whether another tab has just stored a valid snapshot near this position. */
  async #isNear(position: number): Promise<boolean> {
    const beyond = position - Math.min(fewestEvents, this.#every)
    const positions = await this.#sequence.snapshots.list(snapshotName(this.#sequence, this.#definition.name))
    if (!positions.some((one) => one > beyond && one <= position)) return false
    const stored = await findSnapshot(this.#sequence, this.#definition, position)
    if (!stored || stored.position <= beyond) return false
    return isInLog(this.#sequence, stored)
  }
}
