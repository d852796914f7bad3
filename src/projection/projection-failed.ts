import type { RecordedEvent } from '../events/domain-event.ts'
import { RewindableError } from '../events/errors.ts'
import { inWords } from '../values/value-in-words.ts'

/** A handler threw, or returned no valid state. The projection keeps the state before that event. The log does not change. */
export class ProjectionFailed extends RewindableError {
  readonly code = 'ProjectionFailed'
  declare readonly projection: string
  declare readonly eventType: string
  declare readonly position: number

  constructor(
    { projection, event }: { projection: string; event: Pick<RecordedEvent, 'type' | 'globalPosition'> },
    options: ErrorOptions,
  ) {
    const { type: eventType, globalPosition: position } = event
    super(
      `Projection ${JSON.stringify(projection)} failed on ${eventType} at position ${position} (${inWords(options.cause)}). ` +
        'Fix the handler, then call catchUp() again. If earlier states were wrong too, call rebuild().',
      { projection, eventType, position },
      options,
    )
  }
}
