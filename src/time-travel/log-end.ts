import type { DomainEvent } from '../events/domain-event.ts'
import { eventAt } from '../log/event-at.ts'
import type { EventStore } from '../log/event-store.ts'
import { isInLog, type LogPlace } from '../log/log-place.ts'
import { withinOneHistory } from '../log/within-one-history.ts'

/** Reads the end of a log, and compares the log with the last read. */
export class LogEnd<E extends DomainEvent> {
  readonly #store: EventStore<E>
  #place: LogPlace

  constructor(store: EventStore<E>) {
    this.#store = store
    this.#place = { position: 0, eventId: '', historyId: store.historyId }
  }

  /** Reads the last position, and whether the log still holds all events up to the end of the last read. */
  read(): Promise<{ readonly position: number; readonly isSame: boolean }> {
    return withinOneHistory(this.#store, async () => {
      const { historyId } = this.#store
      const position = await this.#store.lastPosition()
      const isSame = position >= this.#place.position && (await isInLog(this.#store, this.#place))
      if (!isSame || position !== this.#place.position) {
        const eventId = (await eventAt(this.#store, position))?.id ?? ''
        this.#place = { position, eventId, historyId }
      }
      return { position, isSame }
    })
  }
}
