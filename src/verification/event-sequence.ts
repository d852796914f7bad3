import type { RecordedEvent } from '../events/domain-event.ts'
import { LogCorrupted } from '../events/errors.ts'

/** Checks that events follow each other as those of one log do. */
export class EventSequence {
  position = 0
  /** The version of each stream so far. */
  readonly heads: Map<string, number> = new Map()
  #recordedAt = 0

  /** @throws {@link LogCorrupted} */
  take({ globalPosition, streamId, streamVersion, recordedAt }: RecordedEvent): void {
    const position = this.position + 1
    if (globalPosition !== position) throw new LogCorrupted({ position, problem: 'it is missing' })
    const version = (this.heads.get(streamId) ?? 0) + 1
    if (streamVersion !== version) {
      const found = `found version ${streamVersion} of stream ${JSON.stringify(streamId)} instead of ${version}`
      throw new LogCorrupted({ position, problem: found })
    }
    if (recordedAt < this.#recordedAt) throw new LogCorrupted({ position, problem: 'its time goes back' })
    this.position = position
    this.heads.set(streamId, version)
    this.#recordedAt = recordedAt
  }
}
