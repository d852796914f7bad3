import type { DomainEvent, RecordedEvent } from '../../events/domain-event.ts'
import type { EventStore } from '../../log/event-store.ts'
import type { ProjectionDefinition } from '../../projection/define-projection.ts'
import { Fold } from '../../projection/fold.ts'
import { stateChanges } from '../../time-travel/state-changes.ts'
import { definitionsOf, type ShownProjection } from '../shown-projection.ts'
import { type AppendedEvent, asAppended, checkEventCount, eventsAsCode } from './event-as-test.ts'
import { valueAsCode } from './value-as-code.ts'

/**
 * Returns a state as the code of a test for `scenario` of `rewindable/testing`. The test is given the events of the
 * state and expects the actual state, which the user then corrects.
 *
 * @throws an `Error` if a test cannot have that many events, or the state cannot be written as code
 */
export async function stateAsTest(
  store: EventStore,
  projection: ShownProjection,
  { position, state }: { readonly position: number; readonly state: unknown },
): Promise<string> {
  const events: RecordedEvent[] = []
  for await (const event of store.readAll({ toPosition: position })) {
    if (Object.hasOwn(projection.when, event.type)) events.push(event)
    checkEventCount(events.length)
  }
  const last = events.at(-1)
  const after = last ? `, after ${last.type} at event ${last.globalPosition}` : ''
  return [
    `test(${JSON.stringify(`${projection.name}${after}`)}, () =>`,
    `  scenario(projection, { // the projection ${JSON.stringify(projection.name)}`,
    `    given: ${eventsAsCode(withoutRecordedFields(events, projection, state))},`,
    '    // the actual state: correct what is wrong',
    `    then: ${valueAsCode(state, '    ')},`,
    '  }))',
    '',
  ].join('\n')
}

/**
 * Returns the events as appended, without `streamId`, `recordedAt` and ids, if the state is the same without them.
 * Otherwise, returns the recorded events.
 */
function withoutRecordedFields(
  events: readonly RecordedEvent[],
  projection: ShownProjection,
  state: unknown,
): readonly AppendedEvent[] {
  const short = events.map(asAppended)
  const [definition] = definitionsOf([projection])
  try {
    return definition && stateChanges(folded(definition, short), state).length === 0 ? short : events
  } catch {
    // For example, a handler may require a certain stream id.
    return events
  }
}

/** Folds events as a scenario does: as one stream that starts at time 0. */
function folded(definition: ProjectionDefinition<unknown, DomainEvent>, events: readonly AppendedEvent[]): unknown {
  const fold = new Fold(definition)
  for (const [index, event] of events.entries()) {
    const place = { streamId: 'stream', streamVersion: index + 1, globalPosition: index + 1, recordedAt: 0 }
    const { metadata = {} } = event
    fold.apply({ id: `event-${index + 1}`, ...event, ...place, metadata })
  }
  return fold.state
}
