import type { DomainEvent } from '../log/domain-event.ts'
import { eventAt } from '../log/event-at.ts'
import type { EventStore } from '../log/event-store.ts'
import type { ProjectionDefinition } from './define-projection.ts'
import { type CatchUpOptions, Projection } from './projection.ts'
import type { StateAt } from './snapshots.ts'

/**
 * A projection of which states are shown. Each is taken at the end of a catch-up, before the next one can begin: later the state may
 * be in the middle of a commit.
 */
export class ShownProjection<State, E extends DomainEvent> extends Projection<State, E> {
  readonly #store: EventStore<E>
  readonly #onCaughtUp: () => void
  #shown: StateAt<State>
  #lastGood: StateAt<State> | undefined

  /** @param onCaughtUp called when there may be another state to show */
  constructor(store: EventStore<E>, definition: ProjectionDefinition<State, E>, onCaughtUp: () => void) {
    super(store, definition)
    this.#store = store
    this.#onCaughtUp = onCaughtUp
    this.#shown = this.#stateAt()
  }

  get shown(): StateAt<State> {
    return this.#shown
  }

  /** Shows the newest state, which is as of the end of a commit. @returns whether that is another one */
  showNewest(): boolean {
    this.#lastGood = undefined
    return this.#show(this.#stateAt())
  }

  /** Shows what a catch-up that failed came to, unless that is older. @returns whether that is another one */
  showLastGood(): boolean {
    const lastGood = this.#lastGood
    this.#lastGood = undefined
    return lastGood !== undefined && this.#show(lastGood)
  }

  /** Catches up, knowing from the doorbell how far the log goes, or not knowing: `Infinity`. */
  follow(lastPosition: number, options: CatchUpOptions): Promise<number> {
    return this.catchUpTo(lastPosition, options)
  }

  protected override caughtUp(): void {
    this.#onCaughtUp()
  }

  protected override async failed(): Promise<void> {
    const lastGood = this.#stateAt()
    // An older state is shown only if the log went back, and what is shown is of a past that was lost.
    const isNext = lastGood.position > this.#shown.position || !(await this.#isInLog(this.#shown))
    this.#lastGood = isNext ? lastGood : undefined
  }

  #show(next: StateAt<State>): boolean {
    if (next.position === this.#shown.position && Object.is(next.state, this.#shown.state)) return false
    this.#shown = next
    return true
  }

  #stateAt(): StateAt<State> {
    const { state, position, eventId, historyId } = this
    return { state, position, eventId, historyId }
  }

  async #isInLog({ position, eventId, historyId }: StateAt<State>): Promise<boolean> {
    if (historyId !== this.#store.historyId) return false
    try {
      return position === 0 || (await eventAt(this.#store, position))?.id === eventId
    } catch {
      // It cannot be found out, so the shown state stays.
      return true
    }
  }
}
