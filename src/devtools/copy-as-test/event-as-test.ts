import type { DomainEvent, JsonObject, RecordedEvent } from '../../events/domain-event.ts'
import type { EventStore } from '../../log/event-store.ts'
import { count } from '../display-text.ts'

/**
 * Returns an event as the code of a test for `scenario` of `rewindable/testing`. The test is given the earlier events
 * of the stream and expects the events of the same command. Logs do not contain commands, so the user must fill in the
 * command.
 *
 * @throws an `Error` if the test would need more than {@link maxEvents} events on either side
 */
export async function eventAsTest(store: EventStore, event: RecordedEvent): Promise<string> {
  const { streamId, streamVersion, commandId, recordedAt } = event
  checkEventCount(streamVersion)
  const { events } = await store.readStream(streamId, { toVersion: streamVersion + maxEvents })
  // Without a `commandId`, only the shared `recordedAt` of a commit indicates which events belong together.
  const isGuess = commandId === undefined
  const then = events.filter((one) => one.commandId === commandId && (!isGuess || one.recordedAt === recordedAt))
  checkEventCount(then.length)
  const first = then[0]?.streamVersion ?? streamVersion
  const given = events.filter((one) => one.streamVersion < first)
  return [
    `test(${JSON.stringify(`${event.type}, as recorded in ${streamId} at version ${streamVersion}`)}, () =>`,
    '  scenario(decider, { // the decider of this stream',
    `    given: ${eventsAsCode(given.map(asAppended))},`,
    "    when: { type: '…' }, // the command: the log contains only its events",
    ...(isGuess && then.length > 1
      ? ['    // recorded at the same time; without a commandId, maybe by several commands']
      : []),
    `    then: ${eventsAsCode(then.map(asAppended))},`,
    '  }))',
    '',
  ].join('\n')
}

/** The maximum number of events in a copied test. */
const maxEvents = 1_000

/** @throws an `Error` if the number exceeds {@link maxEvents} */
export function checkEventCount(events: number): void {
  if (events > maxEvents)
    throw new Error(
      `A test can have at most ${count(maxEvents, 'event')}, and this one would need more. Choose an earlier event.`,
    )
}

/** An event in the form in which the application appends it. */
export type AppendedEvent = DomainEvent & { readonly metadata?: JsonObject }

export function asAppended({ type, data, metadata }: RecordedEvent): AppendedEvent {
  return Object.keys(metadata).length === 0 ? { type, data } : { type, data, metadata }
}

/** Returns events as the code of an array, one event per line. */
export function eventsAsCode(events: readonly DomainEvent[]): string {
  if (events.length === 0) return '[]'
  return `[\n${events.map((event) => `      ${JSON.stringify(event)},\n`).join('')}    ]`
}
