import type { DomainEvent, JsonObject, RecordedEvent } from '../log/domain-event.ts'
import { count } from './in-words.ts'

/** How many events a test has room for. */
export const most = 1_000

/** @throws so many are too many */
export function checkRoomFor(events: number): void {
  if (events > most) throw new Error(`It comes from more than ${count(most, 'event')}: too many for a test.`)
}

/** An event as the application appended it. */
export type Appended = DomainEvent & { readonly metadata?: JsonObject }

export function asAppended({ type, data, metadata }: RecordedEvent): Appended {
  return Object.keys(metadata).length === 0 ? { type, data } : { type, data, metadata }
}

/** Events as they stand in a test, one a line. */
export function eventsAsCode(events: readonly DomainEvent[]): string {
  if (events.length === 0) return '[]'
  return `[\n${events.map((event) => `      ${JSON.stringify(event)},\n`).join('')}    ]`
}
