import type { RecordedEvent } from '../events/domain-event.ts'
import { LogCorrupted } from '../events/errors.ts'

/** Checks that events are consecutive events of one log. */
export class EventSequence {
  position = 0
  /** The version of each stream so far. */
  readonly heads: Map<string, number> = new Map()
  #recordedAt = 0

  /** Checks the next event. @throws {@link LogCorrupted} the event is not the next one */
  take({ globalPosition, streamId, streamVersion, recordedAt }: RecordedEvent): void {
    const position = this.position + 1
    if (globalPosition !== position) throw new LogCorrupted({ position, problem: 'the event is missing' })
    const version = (this.heads.get(streamId) ?? 0) + 1
    if (streamVersion !== version) {
      const found = `found version ${streamVersion} of stream ${JSON.stringify(streamId)} instead of ${version}`
      throw new LogCorrupted({ position, problem: found })
    }
    if (recordedAt < this.#recordedAt) throw new LogCorrupted({ position, problem: 'its recordedAt decreases' })
    this.position = position
    this.heads.set(streamId, version)
    this.#recordedAt = recordedAt
  }
}
