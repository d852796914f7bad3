import type { RecordedEvent } from '../events/domain-event.ts'
import type { LogPlace } from './log-place.ts'

// A rewound log usually lost the last moments before a crash. If the log lost more events than this number, the subscription delivers all
// events again.
const leastKept = 1_000

/** Remembers the ids of the last events that a subscription delivered. The ids show where a rewound log differs. */
export class DeliveredEvents {
  /** The first position to deliver. */
  #first: number
  /** Ids of the events delivered last, without gaps. */
  #ids: string[] = []
  /** Position of the first of these events. */
  #oldest: number
  #historyId: string

  /** @param historyId the history that the position counts in */
  constructor(fromPosition: number, historyId: string) {
    this.#first = this.#oldest = fromPosition
    this.#historyId = historyId
  }

  /** The place of the last event delivered. The next read begins after it. */
  get place(): LogPlace {
    const position = this.#oldest + this.#ids.length - 1
    return { position, eventId: this.#ids.at(-1) ?? '', historyId: this.#historyId }
  }

  add(events: readonly RecordedEvent[]): void {
    for (const { id } of events) this.#ids.push(id)
    const surplus = this.#ids.length - 2 * leastKept
    if (surplus <= 0) return
    this.#ids.splice(0, surplus + leastKept)
    this.#oldest += surplus + leastKept
  }

  /**
   * Goes back to the last event that the log still holds.
   *
   * @param end the position after which all events are new
   * @param read reads batches of events from one position to another
   */
  async rewindTo(
    { position, historyId }: { readonly position: number; readonly historyId: string },
    read: (from: number, to: number) => AsyncIterable<readonly RecordedEvent[]>,
  ): Promise<void> {
    const common = await this.#countCommon(read(this.#oldest, Math.min(position, this.place.position)))
    this.#historyId = historyId
    // If the log ends before the first position to deliver, the next event to append is the first one.
    this.#first = Math.min(this.#first, position + 1)
    this.#ids.length = common
    if (common === 0) this.#oldest = this.#first
  }

  async #countCommon(batches: AsyncIterable<readonly RecordedEvent[]>): Promise<number> {
    let common = 0
    for await (const batch of batches) {
      for (const { id } of batch) {
        if (this.#ids[common] !== id) return common
        common += 1
      }
    }
    return common
  }
}
