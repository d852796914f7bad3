import type { RecordedEvent } from './domain-event.ts'
import { jsonCopy } from './json-copy.ts'

/** A recorded event as JSON, as it stands in a file. */
export function eventText(event: RecordedEvent): string {
  // A copy is not asked for a `toJSON` that somebody put on all objects.
  return JSON.stringify('toJSON' in Array.prototype ? jsonCopy(event, Infinity) : event)
}
