import type { RecordedEvent } from '../log/domain-event.ts'
import { RewindableError } from '../log/errors.ts'
import { inWords } from '../log/in-words.ts'

/** A handler threw. The projection stays before that event; the log and all other projections are unharmed. */
export class ProjectionFailed extends RewindableError {
  readonly code = 'ProjectionFailed'
  declare readonly projection: string
  declare readonly eventType: string
  declare readonly position: number

  constructor({ projection, event }: { projection: string; event: RecordedEvent }, options: ErrorOptions) {
    const { type: eventType, globalPosition: position } = event
    super(
      `Projection ${JSON.stringify(projection)} failed on ${eventType} at position ${position} (${inWords(options.cause)}). ` +
        'Mend its handler, then catch up again; if its state was wrong before, rebuild it.',
      { projection, eventType, position },
      options,
    )
  }
}
