import type { DomainEvent } from '../events/domain-event.ts'
import { eventAt } from '../log/event-at.ts'
import type { EventSequence } from '../log/event-sequence.ts'
import { isInLog, type LogPlace } from '../log/log-place.ts'
import { withinOneHistory } from '../log/within-one-history.ts'

/** Reads the end of a log or a stream, and compares it with the last read. */
export class LogEnd<E extends DomainEvent> {
  readonly #sequence: EventSequence<E>
  #place: LogPlace

  constructor(sequence: EventSequence<E>) {
    this.#sequence = sequence
    this.#place = { position: 0, eventId: '', historyId: sequence.historyId }
  }

  /** Reads the last position, and whether it still holds all events up to the end of the last read. */
  read(): Promise<{ readonly position: number; readonly isSame: boolean }> {
    return withinOneHistory(this.#sequence, async () => {
      const { historyId } = this.#sequence
      const position = await this.#sequence.lastPosition()
      const isSame = position >= this.#place.position && (await isInLog(this.#sequence, this.#place))
      if (!isSame || position !== this.#place.position) {
        const eventId = (await eventAt(this.#sequence, position))?.id ?? ''
        this.#place = { position, eventId, historyId }
      }
      return { position, isSame }
    })
  }
}
