import type { RecordedEvent } from '../log/domain-event.ts'
import { RewindableError } from '../log/errors.ts'

/** A handler threw. The projection stays before that event; the log and all other projections are unharmed. */
export class ProjectionFailed extends RewindableError {
  readonly code = 'ProjectionFailed'
  readonly projection: string
  readonly eventType: string
  readonly position: number

  constructor({ projection, event }: { projection: string; event: RecordedEvent }, options: ErrorOptions) {
    const reason = options.cause instanceof Error ? options.cause.message : String(options.cause)
    super(
      `Projection ${JSON.stringify(projection)} failed on ${event.type} at position ${event.globalPosition}: ${reason}. ` +
        `Mend its handler, then catch up again; if its state was wrong before, raise its version or rebuild it.`,
      options,
    )
    this.projection = projection
    this.eventType = event.type
    this.position = event.globalPosition
  }
}
