import type { DomainEvent } from '../log/domain-event.ts'
import { eventAt } from '../log/event-at.ts'
import type { EventStore } from '../log/event-store.ts'
import { ofOneHistory } from '../log/one-history.ts'

/** Looks where a log ends, and whether it is still the one it was. */
export class LogEnd<E extends DomainEvent> {
  readonly #store: EventStore<E>
  #position = 0
  #eventId: string | undefined
  #historyId: string | undefined

  constructor(store: EventStore<E>) {
    this.#store = store
  }

  /** @returns whether it still holds what it held; not so when it went back, and maybe grew anew */
  async look(): Promise<{ readonly position: number; readonly isSame: boolean }> {
    return ofOneHistory(this.#store, () => this.#look())
  }

  async #look(): Promise<{ readonly position: number; readonly isSame: boolean }> {
    const { historyId } = this.#store
    const position = await this.#store.lastPosition()
    const isKnown = (this.#historyId ?? historyId) === historyId
    const isSame =
      isKnown && position >= this.#position && (await eventAt(this.#store, this.#position))?.id === this.#eventId
    if (position !== this.#position || !isSame) {
      this.#position = position
      this.#eventId = (await eventAt(this.#store, position))?.id
    }
    this.#historyId = historyId
    return { position, isSame }
  }
}
