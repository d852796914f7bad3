import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { Fold } from '../projection/fold.ts'
import { stateChanges } from '../time-travel/state-changes.ts'
import { type Appended, asAppended, checkRoomFor, eventsAsCode } from './events-as-code.ts'
import { definitionsOf, type ShownProjection } from './shown-projection.ts'
import { valueAsCode } from './value-as-code.ts'

/**
 * A state as a test to start from, for `scenario` of `rewindable/testing`: given the events that it came from, then the state as
 * it came, which the person puts right where it is wrong.
 *
 * @throws the state comes from more events than a test has room for
 */
export async function stateAsTest(
  store: EventStore,
  projection: ShownProjection,
  { position, state }: { readonly position: number; readonly state: unknown },
): Promise<string> {
  const events: RecordedEvent[] = []
  for await (const event of store.readAll({ toPosition: position })) {
    if (Object.hasOwn(projection.when, event.type)) events.push(event)
    checkRoomFor(events.length)
  }
  const last = events.at(-1)
  const after = last ? `, after ${last.type} at event ${last.globalPosition}` : ''
  return [
    `test(${JSON.stringify(`${projection.name}${after}`)}, () =>`,
    `  scenario(projection, { // the projection ${JSON.stringify(projection.name)}`,
    `    given: ${eventsAsCode(shortened(events, projection, state))},`,
    '    // as it came: put right what is wrong',
    `    then: ${valueAsCode(state, '    ')},`,
    '  }))',
    '',
  ].join('\n')
}

/** What the application appended, where the state is the same without the streams, times and ids of what was recorded. */
function shortened(events: readonly RecordedEvent[], projection: ShownProjection, state: unknown): readonly Appended[] {
  const short = events.map(asAppended)
  const [definition] = definitionsOf([projection])
  try {
    return definition && stateChanges(folded(definition, short), state).length === 0 ? short : events
  } catch {
    // A handler that asks for the stream's name, say.
    return events
  }
}

/** As a scenario folds what it is given: one stream from the beginning of time. */
function folded(definition: ProjectionDefinition<unknown, DomainEvent>, events: readonly Appended[]): unknown {
  const fold = new Fold(definition)
  for (const [index, event] of events.entries()) {
    const place = { streamId: 'stream', streamVersion: index + 1, globalPosition: index + 1, recordedAt: 0 }
    const { metadata = {} } = event
    fold.apply({ id: `event-${index + 1}`, ...event, ...place, metadata })
  }
  return fold.state
}
