import type { DomainEvent } from '../events/domain-event.ts'
import { eventAt } from '../log/event-at.ts'
import type { EventSequence } from '../log/event-sequence.ts'
import { momentOf } from '../log/follow-batches.ts'
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

  /**
   * Reads the last position, and whether the sequence still holds all events up to the end of the last read.
   *
   * @param announced a position that the log has reached: then the events may come from memory. Default: reads the storage
   */
  read(announced: number = Infinity): Promise<{ readonly position: number; readonly isSame: boolean }> {
    return withinOneHistory(this.#sequence, async () => {
      const { historyId } = this.#sequence
      const isKnown = announced > this.#place.position && announced < Infinity
      const since = isKnown ? 0 : momentOf(this.#sequence)
      const position = isKnown ? announced : await this.#sequence.lastPosition()
      const isSame =
        position >= this.#place.position &&
        (await isInLog(this.#sequence, this.#place, (at) => eventAt(this.#sequence, at, since)))
      if (!isSame || position !== this.#place.position) {
        const event = await eventAt(this.#sequence, position, since)
        // The notification was wrong: the log is shorter.
        if (isKnown && !event) return this.read()
        this.#place = { position, eventId: event?.id ?? '', historyId }
      }
      return { position, isSame }
    })
  }
}
