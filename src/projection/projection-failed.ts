import type { RecordedEvent } from '../events/domain-event.ts'
import { LogCorrupted, RewindableError } from '../events/errors.ts'
import { type EventSequence, positionIn } from '../log/event-sequence.ts'
import { inWords } from '../values/value-in-words.ts'

type FailedEvent = Pick<RecordedEvent, 'type' | 'streamId' | 'streamVersion' | 'globalPosition'>

/** A handler threw, or returned no valid state. The projection keeps the state before that event. The log does not change. */
export class ProjectionFailed extends RewindableError {
  readonly code = 'ProjectionFailed'
  declare readonly projection: string
  declare readonly eventType: string
  /** Position of the event in the log. */
  declare readonly position: number
  declare readonly streamId: string
  /** Version of the event in its stream. */
  declare readonly streamVersion: number

  constructor({ projection, event }: { projection: string; event: FailedEvent }, options: ErrorOptions) {
    const { type: eventType, globalPosition: position, streamId, streamVersion } = event
    super(
      `Projection ${JSON.stringify(projection)} failed on ${eventType} at position ${position} (${inWords(options.cause)}). ` +
        'Fix the handler, then call catchUp() again. If earlier states were wrong too, call rebuild().',
      { projection, eventType, position, streamId, streamVersion },
      options,
    )
  }
}

/** Returns the position in a sequence at which a fold failed. `undefined`: the error names no event of the sequence. */
export function failedAt(sequence: Pick<EventSequence, 'streamId'>, error: unknown): number | undefined {
  if (!(error instanceof ProjectionFailed || error instanceof LogCorrupted)) return undefined
  const { position, streamVersion = Number.NaN } = error
  const failed = positionIn(sequence, { globalPosition: position, streamVersion })
  return Number.isNaN(failed) ? undefined : failed
}
