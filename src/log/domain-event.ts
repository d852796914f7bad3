/** Anything `JSON.parse` can return. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

/**
 * A JSON object. `undefined` stands in the type so that event data may have optional properties;
 * an explicit `undefined` in an appended event is refused with {@link InvalidEvent}, because JSON would drop it.
 */
export type JsonObject = { readonly [key: string]: JsonValue | undefined }

/**
 * A fact in the past tense, such as `{ type: 'MoneyDeposited', data: { amount: 100 } }`.
 * Plain JSON through and through: what JSON cannot carry unchanged is refused when it is appended.
 */
export type DomainEvent = {
  readonly type: string
  readonly data: JsonValue
  readonly metadata?: JsonObject
}

/**
 * An event about to be appended. Its `id` is made up when missing; give one to keep the id of another
 * system, and see to it that no other event has it: reactors use it as the idempotency key.
 */
export type NewEvent<E extends DomainEvent = DomainEvent> = E & { readonly id?: string }

/** The events of a union that can have a type. */
export type OfType<E extends DomainEvent, Type extends string> = E extends { readonly type: infer Known }
  ? Type extends Known
    ? E
    : never
  : never

/** An event with its place in the log. */
export type RecordedEvent<E extends DomainEvent = DomainEvent> = E & {
  /** A UUID, or the id the event was appended with. */
  readonly id: string
  /** The stream the event belongs to. */
  readonly streamId: string
  /** The event's number in its stream: 1, 2, 3 … without gaps. */
  readonly streamVersion: number
  /** The event's number in the whole log: 1, 2, 3 … without gaps. */
  readonly globalPosition: number
  /** Milliseconds since the Unix epoch. Never goes back along the log, even if a clock did. */
  readonly recordedAt: number
  /** What the event was appended with, `{}` when it had none. */
  readonly metadata: JsonObject
  /** The command that recorded it, when the append named one. */
  readonly commandId?: string
}
