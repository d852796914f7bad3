import type { RecordedEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { asAppended, checkRoomFor, eventsAsCode, most } from './events-as-code.ts'

/**
 * A moment as a failing test to start from, for `scenario` of `rewindable/testing`: given what happened in the stream before,
 * then what was recorded together with the event. The command itself is in no log, so its place is marked.
 *
 * @throws there is more of either than a test has room for
 */
export async function eventAsTest(store: EventStore, event: RecordedEvent): Promise<string> {
  const { streamId, streamVersion, commandId, recordedAt } = event
  checkRoomFor(streamVersion)
  const { events } = await store.readStream(streamId, { toVersion: streamVersion + most })
  // One commit has one time. Without the id of a command, that is all a log knows of what belongs together.
  const isGuess = commandId === undefined
  const then = events.filter((one) => one.commandId === commandId && (!isGuess || one.recordedAt === recordedAt))
  checkRoomFor(then.length)
  const first = then[0]?.streamVersion ?? streamVersion
  const given = events.filter((one) => one.streamVersion < first)
  return [
    `test(${JSON.stringify(`${event.type}, as it was recorded in ${streamId} at version ${streamVersion}`)}, () =>`,
    '  scenario(decider, { // the decider of this stream',
    `    given: ${eventsAsCode(given.map(asAppended))},`,
    "    when: { type: '…' }, // the command: a log keeps what it led to",
    ...(isGuess && then.length > 1
      ? ['    // recorded at one time; without a commandId nobody knows if by one command']
      : []),
    `    then: ${eventsAsCode(then.map(asAppended))},`,
    '  }))',
    '',
  ].join('\n')
}
