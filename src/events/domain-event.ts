/** Any value that `JSON.parse` can return. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

/**
 * A JSON object. The type includes `undefined` so that event data can have optional properties. An append with an explicit
 * `undefined` rejects with {@link InvalidEvent}, because JSON would drop it.
 */
export type JsonObject = { readonly [key: string]: JsonValue | undefined }

/**
 * A fact in the past tense, such as `{ type: 'MoneyDeposited', data: { amount: 100 } }`. An event is plain JSON. An append rejects
 * values that JSON cannot represent.
 *
 * The types of `data` and `metadata` can be interfaces. {@link PlainEvent} rejects types that are not JSON.
 */
export type DomainEvent = {
  readonly type: string
  readonly data: unknown
  readonly metadata?: object
}

/** The event type of a store that was opened without a type parameter. */
export type JsonEvent = DomainEvent & { readonly data: JsonValue; readonly metadata?: JsonObject }

/**
 * The constraint on the event type of an application: a {@link DomainEvent} that is plain JSON. Repeat this constraint in a generic
 * function that opens a store or defines a projection: `<E extends PlainEvent<E>>`.
 */
export type PlainEvent<E> = DomainEvent & {
  readonly [Field in keyof E]: PlainJson<E[Field], Field extends 'metadata' ? undefined : never>
}

/**
 * Resolves to `T` if `T` is plain JSON. A part that is not JSON becomes a text that explains the error. `Absent` is `undefined` where a
 * property can be missing. Unlike {@link JsonValue}, this type accepts an `interface`. Parts of type `unknown` or `any` are checked at run
 * time.
 */
type PlainJson<T, Absent = undefined> = unknown extends T
  ? T
  : T extends JsonValue | Absent
    ? T
    : T extends NotJson
      ? 'This is not JSON. Use text, numbers, booleans, null, arrays or plain objects.'
      : { readonly [Key in keyof T]: PlainJson<T[Key], T extends readonly unknown[] ? never : undefined> }

/** Types that JSON cannot represent. Other classes fail because of their methods. */
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
 * An event to append. Without an `id`, the store generates one. Pass an `id` to keep the id of another system. The store does not
 * check that ids are unique. Idempotency keys of reactions therefore include the position.
 */
export type NewEvent<E extends DomainEvent = DomainEvent> = E & { readonly id?: string }

/**
 * The event type of a store, for a parameter of a definition. TypeScript infers `E` from the store, so a definition may handle fewer types.
 */
export type OfStore<E extends DomainEvent> = E & {}

/** The members of an event union with this type. */
export type OfType<E extends DomainEvent, Type extends string> = E extends { readonly type: infer Known }
  ? Type extends Known
    ? E
    : never
  : never

/** An event that was appended, with its place in the log. */
export type RecordedEvent<E extends DomainEvent = DomainEvent> = E & {
  /** A UUID, or the id from the caller of the append. */
  readonly id: string
  /** The stream of the event. */
  readonly streamId: string
  /** Number of the event in its stream: 1, 2, 3 … without gaps. */
  readonly streamVersion: number
  /** Number of the event in the log: 1, 2, 3 … without gaps. */
  readonly globalPosition: number
  /** Milliseconds since the Unix epoch. The time never decreases along the log, even if the clock went back. */
  readonly recordedAt: number
  /** The metadata of the append; `{}` if it had none. */
  readonly metadata: JsonObject
  /** The `commandId` of the append. Missing if it had none. */
  readonly commandId?: string
}
