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
 *
 * `data` and `metadata` may be typed as an `interface`. {@link PlainEvent} refuses types that are not JSON.
 */
export type DomainEvent = {
  readonly type: string
  readonly data: unknown
  readonly metadata?: object
}

/** Any event of a store that was opened without a type of its own. */
export type JsonEvent = DomainEvent & { readonly data: JsonValue; readonly metadata?: JsonObject }

/**
 * What the type of an application's events must be: a {@link DomainEvent} that is plain JSON. A generic function that opens a store or
 * defines a projection repeats it: `<E extends PlainEvent<E>>`.
 */
export type PlainEvent<E> = DomainEvent & {
  readonly [Field in keyof E]: PlainJson<E[Field], Field extends 'metadata' ? undefined : never>
}

/**
 * `T` itself if it is plain JSON. In place of each part that is not, a text that says so. `Absent` is `undefined` where a property may be
 * missing. Unlike {@link JsonValue}, it takes an `interface`; a part of type `unknown` or `any` is checked when it is appended.
 */
export type PlainJson<T, Absent = undefined> = unknown extends T
  ? T
  : T extends JsonValue | Absent
    ? T
    : T extends NotJson
      ? 'This is not JSON. Store text, numbers, booleans, null, arrays or plain objects.'
      : { readonly [Key in keyof T]: PlainJson<T[Key], T extends readonly unknown[] ? never : undefined> }

/** Values that JSON cannot carry. Other classes are refused because of their methods. */
type NotJson =
  | undefined
  | void
  | bigint
  | symbol
  | Date
  | RegExp
  | Error
  | ReadonlyMap<never, unknown>
  | ReadonlySet<never>
  | ArrayBufferView
  | ((...values: never[]) => unknown)
  | (abstract new (
      ...values: never[]
    ) => unknown)

/**
 * An event about to be appended. Its `id` is made up when missing; give one to keep the id of another
 * system. The store does not check that ids are different. Where something must be unique, such as the idempotency key of a
 * reaction, it includes the event's position.
 */
export type NewEvent<E extends DomainEvent = DomainEvent> = E & { readonly id?: string }

/**
 * The events of a store, as a definition that runs over the store sees them. The store alone says which events there are: the
 * definition may be of some of them only.
 */
export type OfStore<E extends DomainEvent> = E & {}

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
