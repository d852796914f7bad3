import type { DomainEvent } from '../events/domain-event.ts'
import type { EventSequence } from '../log/event-sequence.ts'
import { isInLog } from '../log/log-place.ts'
import type { StateAt } from './snapshots.ts'

/** The state that a live projection shows: from the end of the last catch-up, or after a failure the last good state. */
export class ShownState<State> {
  readonly #onShown: (shown: StateAt<State>) => void
  #shown: StateAt<State>
  /** The last good state after a failed catch-up. `undefined`: the shown state stays. */
  #lastGood: StateAt<State> | undefined

  /** @param onShown called with each new state */
  constructor(first: StateAt<State>, onShown: (shown: StateAt<State>) => void) {
    this.#shown = first
    this.#onShown = onShown
  }

  get current(): StateAt<State> {
    return this.#shown
  }

  /** Shows the state after a catch-up. */
  show(next: StateAt<State>): void {
    this.#lastGood = undefined
    if (next.position === this.#shown.position && Object.is(next.state, this.#shown.state)) return
    this.#shown = next
    this.#onShown(next)
  }

  /** Keeps the state before a failure, for {@link ShownState.showLastGood}. */
  async keepLastGood<E extends DomainEvent>(lastGood: StateAt<State>, sequence: EventSequence<E>): Promise<void> {
    const isNewer = lastGood.position > this.#shown.position
    // An older state is shown only if the log no longer holds the shown one. If the log cannot be read, the shown state stays.
    const isNext = isNewer || !(await isInLog(sequence, this.#shown).catch(() => true))
    this.#lastGood = isNext ? lastGood : undefined
  }

  /** Shows the last good state after a failed catch-up. */
  showLastGood(): void {
    if (this.#lastGood) this.show(this.#lastGood)
  }
}
