import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent, NewEvent, OfType, RecordedEvent } from '../events/domain-event.ts'
import { checkHandlers, immediate } from '../events/handler-table.ts'

/** Handlers by event type. Each changes the aggregate's fields. An event that no rule needs has no handler. */
export type ApplyHandlers<E extends DomainEvent> = {
  readonly [Type in E['type']]?: (event: OfType<E, Type>) => void
}

/**
 * Base class of aggregates. Its methods check rules and record events. Its fields hold only the data that a rule needs.
 *
 * Recording and applying are separate: rebuilding an aggregate from its history applies each event and records none.
 * A subclass defines the field `when` and overrides nothing else.
 *
 * @example
 * ```ts
 * class Herd extends AggregateRoot<HerdEvent> {
 *   #isFormed = false
 *   protected readonly when: ApplyHandlers<HerdEvent> = { HerdFormed: () => { this.#isFormed = true } }
 *
 *   form(name: string): void {
 *     if (this.#isFormed) throw new HerdAlreadyFormed()
 *     this.recordThat(herdFormed(name))
 *   }
 * }
 * ```
 */
export abstract class AggregateRoot<E extends DomainEvent> {
  /** The stream of the aggregate's events. */
  readonly streamId: string
  #version = 0
  readonly #recorded: NewEvent<E>[] = []
  #isChecked = false

  constructor(streamId: string) {
    this.streamId = streamId
  }

  protected abstract readonly when: ApplyHandlers<E>

  /** Version of the last stored event, which the next append expects. Unreleased events do not count. */
  get version(): number {
    return this.#version
  }

  /** Copies of the recorded events that are not released yet. */
  get unreleasedEvents(): readonly NewEvent<E>[] {
    return this.#recorded.map((event) => copyOfEvent(event))
  }

  /**
   * Removes and returns recorded events. Afterwards, `version` counts these events as stored.
   *
   * @param count number of events, oldest first; default all
   */
  releaseEvents(count: number = this.#recorded.length): NewEvent<E>[] {
    const released = this.#recorded.splice(0, count)
    this.#version += released.length
    return released
  }

  /** Applies stored events. */
  applyHistory(history: readonly RecordedEvent<E>[]): void {
    for (const event of history) {
      this.#apply(copyOfEvent(event))
      this.#version = event.streamVersion
    }
  }

  /** Sets the version after a repository filled the fields from a snapshot. */
  restoreAt(version: number): void {
    this.#version = version
  }

  /**
   * Applies an event and keeps a copy of it until it is released. Later changes to the object have no effect on the copy,
   * even if a handler makes them.
   *
   * @throws {@link InvalidEvent} the event is not plain JSON
   * @throws {@link InvalidArgument} `when` is not a plain object of functions, or a handler returned a promise
   */
  protected recordThat(event: NewEvent<E>): void {
    const recorded = copyOfEvent(event)
    this.#apply(copyOfEvent(event))
    this.#recorded.push(recorded)
  }

  #apply(event: E): void {
    if (!this.#isChecked) checkHandlers('when', this.when)
    this.#isChecked = true
    // Sound: the type of the table pairs each event type with a handler for it.
    const handler = Object.hasOwn(this.when, event.type) ? this.when[event.type as E['type']] : undefined
    immediate((handler as ((event: E) => void) | undefined)?.call(this, event), 'when', event.type)
  }
}
