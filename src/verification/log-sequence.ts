import { type CommitRecord, labelsOf } from '../log/commit-record.ts'
import type { JsonValue, RecordedEvent } from '../log/domain-event.ts'
import { LogCorrupted } from '../log/errors.ts'
import { eventsOf } from '../log/packed-events.ts'
import { isSameJson } from '../log/same-json.ts'

/** Checks that commits follow each other as those of one log do. */
export class LogSequence {
  position = 0
  /** Where the last commit ends that is right from its beginning to its end. */
  soundUntil = 0
  indexEntries = 0
  commands = 0
  readonly #heads = new Map<string, number>()
  #recordedAt = 0
  #commandId: string | undefined

  /** @throws {@link LogCorrupted} */
  take(record: CommitRecord): void {
    const expected = this.position + 1
    if (record.position < expected)
      throw new LogCorrupted({ position: record.position, problem: 'two commits hold it' })
    if (record.position > expected) throw new LogCorrupted({ position: expected, problem: 'it is missing' })
    const events = eventsOf(record)
    const labels = labelsOf(events, this.#commandId)
    for (const event of events) this.#takeEvent(event)
    if (!isSameJson(listed(labels), listed(record))) {
      throw new LogCorrupted({
        position: expected,
        problem: 'its commit misnames the streams, commands or times in it',
      })
    }
    this.soundUntil = this.position
    this.indexEntries += record.streams.length
    this.commands += record.commandIds?.length ?? 0
  }

  #takeEvent({ streamId, streamVersion, recordedAt, commandId }: RecordedEvent): void {
    const position = this.position + 1
    const version = (this.#heads.get(streamId) ?? 0) + 1
    if (streamVersion !== version) {
      const found = `found version ${streamVersion} of stream ${quoted(streamId)} instead of ${version}`
      throw new LogCorrupted({ position, problem: found })
    }
    if (recordedAt < this.#recordedAt) throw new LogCorrupted({ position, problem: 'its time goes back' })
    this.position = position
    this.#heads.set(streamId, version)
    this.#recordedAt = recordedAt
    this.#commandId = commandId
  }
}

function listed({ recordedAt, streams, commandIds = [] }: ReturnType<typeof labelsOf>): JsonValue {
  return [recordedAt, streams, commandIds]
}

function quoted(streamId: string): string {
  return JSON.stringify(streamId)
}
