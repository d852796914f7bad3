import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'

/**
 * A moment as a failing test to start from, for `scenario` of `rewindable/testing`: given what happened in the stream before,
 * then what was recorded together with the event. The command itself is in no log, so its place is marked.
 */
export async function eventAsTest(store: EventStore, event: RecordedEvent): Promise<string> {
  const { streamId, streamVersion, commandId } = event
  const { events } = await store.readStream(streamId, { toVersion: streamVersion + mostTogether })
  const isTogether = (other: RecordedEvent): boolean =>
    other.id === event.id || (commandId !== undefined && other.commandId === commandId)
  const then = events.filter(isTogether)
  const first = then[0]?.streamVersion ?? streamVersion
  const given = events.filter((other) => other.streamVersion < first)
  return [
    `test(${JSON.stringify(`${event.type}, as it was recorded in ${streamId} at version ${streamVersion}`)}, () =>`,
    '  scenario(decider, { // the decider of this stream',
    `    given: ${listed(given)},`,
    "    when: { type: '…' }, // the command: a log keeps what it led to",
    `    then: ${listed(then)},`,
    '  }))',
    '',
  ].join('\n')
}

const mostTogether = 100

function listed(events: readonly DomainEvent[]): string {
  if (events.length === 0) return '[]'
  return `[\n${events.map(({ type, data }) => `      ${JSON.stringify({ type, data })},\n`).join('')}    ]`
}
