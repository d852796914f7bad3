import type { JsonEvent, RecordedEvent } from '../log/domain-event.ts'
import type { EventColumns, Shared } from '../log/event-columns.ts'

/** The columns of events that follow each other in the log. */
export function columnsOf(events: readonly RecordedEvent<JsonEvent>[]): EventColumns {
  const since = startOf(events.map(({ recordedAt }) => recordedAt))
  const metadata = events.map(({ metadata }) => metadata)
  // Most events have none of their own, and what somebody put on all objects is none of theirs.
  const commands = events.map((event) => (Object.hasOwn(event, 'commandId') ? event.commandId : undefined))
  return {
    ids: events.map(({ id }) => id),
    types: shared(events.map(({ type }) => type)),
    streams: shared(events.map(({ streamId }) => streamId)),
    versions: events.map(({ streamVersion }) => streamVersion),
    since,
    times: events.map(({ recordedAt }) => recordedAt - since),
    data: events.map(({ data }) => data),
    ...(metadata.some((object) => Object.keys(object).length > 0) ? { metadata } : {}),
    ...(commands.some((command) => command !== undefined) ? { commands: shared(commands) } : {}),
  }
}

/** The first of the times, unless what a clock told with fractions would not be the same when it is counted from there. */
function startOf(times: readonly number[]): number {
  const [first = 0] = times
  return times.every((time) => first + (time - first) === time) ? first : 0
}

function shared(all: readonly (string | undefined)[]): Shared {
  const places = new Map<string, number>()
  const of = all.map((value) => {
    if (value === undefined) return -1
    const place = places.get(value) ?? places.size
    places.set(value, place)
    return place
  })
  return { values: [...places.keys()], of }
}
