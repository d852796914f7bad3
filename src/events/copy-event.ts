import type { DomainEvent, RecordedEvent } from './domain-event.ts'
import { jsonCopy } from './json-copy.ts'

/**
 * Copies an event. The copy shares no object with it. Each consumer of a shared event receives its own copy, because a handler may
 * keep and change its event.
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

/** A recorded event as JSON, as it stands in a file. */
export function eventText(event: RecordedEvent): string {
  // A copy is not asked for a `toJSON` that somebody put on all objects.
  return JSON.stringify('toJSON' in Array.prototype ? jsonCopy(event, Infinity) : event)
}
