import type { DomainEvent, JsonObject, RecordedEvent } from './domain-event.ts'
import { jsonCopy } from './json-copy.ts'

/**
 * Copies an event. The copy shares no object with the original. Each consumer of a shared event receives its own copy, because a handler
 * may keep and change its event.
 *
 * @throws {@link InvalidEvent} `data` or `metadata` is not plain JSON
 */
export function copyOfEvent<E extends DomainEvent>(event: E): E {
  const { data, metadata } = event
  const flatData = flatCopy(data)
  const flatMetadata = metadata && flatCopy(metadata)
  if (flatData && flatMetadata) return { ...event, data: flatData, metadata: flatMetadata }
  if (metadata === undefined) return { ...event, ...jsonCopy({ data }) }
  return { ...event, ...jsonCopy({ data, metadata }) }
}

/**
 * Copies a recorded event that a storage decoded from JSON. Takes less than a fifth of the time of parsing.
 *
 * @param event an event that {@link isDecodedJson} accepts
 */
export function copyOfDecoded<E extends DomainEvent>(event: RecordedEvent<E>): RecordedEvent<E> {
  return { ...event, data: decodedCopy(event.data), metadata: decodedCopy(event.metadata) }
}

/** Returns whether a value contains only primitive values, ordinary arrays and ordinary objects, as `JSON.parse` creates them. */
export function isDecodedJson(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function'
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== Array.prototype) return false
  for (const key in value) if (!isDecodedJson(value[key as keyof typeof value])) return false
  return true
}

/** Copies a flat object in half of the time of {@link deepCopy}, which is recursive. */
function decodedCopy<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return deepCopy(value)
  const copy = { ...value }
  for (const key in copy) {
    const part = copy[key]
    if (typeof part === 'object' && part !== null) return deepCopy(value)
  }
  return copy
}

function deepCopy<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  // A spread copies the own key `__proto__` as an ordinary key.
  const copy: Value = Array.isArray(value) ? (value.slice() as Value & unknown[]) : { ...value }
  for (const key in copy) {
    const part = copy[key]
    // A loop over keys also visits keys that other code added to `Object.prototype`.
    if (typeof part === 'object' && part !== null && Object.hasOwn(copy as object, key)) copy[key] = deepCopy(part)
  }
  return copy
}

// Longer texts count towards the limit of an event, which `jsonCopy` checks.
const shortText = 4_096

/**
 * Copies an object of short texts, numbers, booleans and nulls, in a fifth of the time of {@link jsonCopy}.
 *
 * @returns `undefined`: the value is not such an object
 */
function flatCopy(value: unknown): JsonObject | undefined {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return undefined
  // Reads each property exactly one time. The check below sees the values of the copy.
  const copy: JsonObject = { ...value }
  if ('toJSON' in copy || Object.getOwnPropertySymbols(copy).length > 0) return undefined
  for (const key in copy) {
    const part = copy[key]
    if (key.length > shortText || !isShort(part)) return undefined
  }
  return copy
}

function isShort(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= shortText
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  return typeof value === 'boolean' || value === null
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
