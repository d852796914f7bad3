import type { DomainEvent, RecordedEvent } from './domain-event.ts'
import { jsonCopy } from './json-copy.ts'

/**
 * Copies an event. The copy shares no object with the original. Each consumer of a shared event receives its own copy, because a handler
 * may keep and change its event.
 *
 * @throws {@link InvalidEvent} `data` or `metadata` is not plain JSON
 */
export function copyOfEvent<E extends DomainEvent>(event: E): E {
  const { data, metadata } = event
  if (metadata === undefined) return { ...event, ...jsonCopy({ data }) }
  return { ...event, ...jsonCopy({ data, metadata }) }
}

/** Freezes an event deeply, because several consumers read the same object. */
export function frozenEvent<E extends DomainEvent>(event: RecordedEvent<E>): RecordedEvent<E> {
  freezeAll(event.data)
  freezeAll(event.metadata)
  Object.freeze(event)
  return event
}

function freezeAll(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const part of Object.values(value)) freezeAll(part)
  Object.freeze(value)
}

/** Returns a recorded event as JSON, as a line of an exported file. */
export function eventText(event: RecordedEvent): string {
  // `JSON.stringify` does not find a `toJSON` on a copy, even if other code added one to all objects.
  return JSON.stringify('toJSON' in Array.prototype ? jsonCopy(event, Infinity) : event)
}
