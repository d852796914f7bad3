import type { DomainEvent } from '../log/domain-event.ts'
import type { Leisure, PastStates } from './past-states.ts'

/** Lays keyframes while there is nothing else to do. It fails silently; a seek to the same position reports the failure. */
export class Preparation {
  #working: Promise<void> | undefined

  /** @param onUnwanted called when it ended because it was not wanted any more */
  begin<E extends DomainEvent>(states: PastStates<E>, leisure: Leisure, onUnwanted: () => void): void {
    this.#working ??= states
      .complete(leisure)
      .catch(() => {})
      .finally(() => {
        this.#working = undefined
        if (!leisure.isWanted()) onUnwanted()
      })
  }

  /** Resolves when it does nothing. */
  async settled(): Promise<void> {
    await this.#working
  }
}
