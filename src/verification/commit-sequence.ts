import type { JsonValue } from '../events/domain-event.ts'
import { LogCorrupted } from '../events/errors.ts'
import { isSameJson } from '../events/same-json.ts'
import { type CommitRecord, labelsOf } from '../storage/indexeddb/commit-record.ts'
import { eventsOf } from '../storage/indexeddb/packed-events.ts'
import { EventSequence } from './event-sequence.ts'

/** Checks that commits are consecutive commits of one log. */
export class CommitSequence {
  /** The last position of the last completely correct commit. */
  soundUntil = 0
  indexEntries = 0
  commands = 0
  readonly #events = new EventSequence()
  #commandId: string | undefined

  /** Position of the last correct event. */
  get position(): number {
    return this.#events.position
  }

  /** Checks the next commit. @throws {@link LogCorrupted} the commit is damaged or not the next one */
  take(record: CommitRecord): void {
    const expected = this.position + 1
    if (record.position < expected)
      throw new LogCorrupted({ position: record.position, problem: 'two commits have this position' })
    if (record.position > expected) throw new LogCorrupted({ position: expected, problem: 'the event is missing' })
    const events = eventsOf(record)
    const labels = labelsOf(events, this.#commandId)
    for (const event of events) this.#events.take(event)
    this.#commandId = events.at(-1)?.commandId
    if (!isSameJson(listed(labels), listed(record))) {
      const problem = 'the labels of its commit do not match the streams, commands or times of its events'
      throw new LogCorrupted({ position: expected, problem })
    }
    this.soundUntil = this.position
    this.indexEntries += record.streams.length
    this.commands += record.commandIds?.length ?? 0
  }
}

function listed({ recordedAt, streams, commandIds = [] }: ReturnType<typeof labelsOf>): JsonValue {
  return [recordedAt, streams, commandIds]
}
