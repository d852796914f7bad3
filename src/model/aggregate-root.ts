import { copyOfEvent } from '../log/copy-event.ts'
import type { DomainEvent, NewEvent, OfType, RecordedEvent } from '../log/domain-event.ts'
import { checkHandlers, immediate } from '../log/handler-table.ts'

/** What each type of event changes in an aggregate. A type that no rule needs has no handler. */
export type ApplyHandlers<E extends DomainEvent> = {
  readonly [Type in E['type']]?: (event: OfType<E, Type>) => void
}

/**
 * The write side as an object: methods that check the rules and record events. Its fields hold only what a rule needs.
 * Recording and applying are two things, so that an aggregate is rebuilt from its history without recording it again.
 *
 * A subclass gives `when` as a field and leaves everything else as it is.
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
  /** The stream the aggregate's events belong to. */
  readonly streamId: string
  #version = 0
  readonly #recorded: NewEvent<E>[] = []
  #isChecked = false

  constructor(streamId: string) {
    this.streamId = streamId
  }

  protected abstract readonly when: ApplyHandlers<E>

  /** The version the aggregate was rebuilt to: what its next events expect. Events that are not released yet do not count. */
  get version(): number {
    return this.#version
  }

  /** Copies of the events recorded and not yet released. */
  get unreleasedEvents(): readonly NewEvent<E>[] {
    return this.#recorded.map((event) => copyOfEvent(event))
  }

  /**
   * Hands over the new events, once. The aggregate counts them as stored from then on.
   *
   * @param count how many, oldest first; default all
   */
  releaseEvents(count: number = this.#recorded.length): NewEvent<E>[] {
    const released = this.#recorded.splice(0, count)
    this.#version += released.length
    return released
  }

  /** Applies events that were stored before. */
  applyHistory(history: readonly RecordedEvent<E>[]): void {
    for (const event of history) {
      this.#apply(copyOfEvent(event))
      this.#version = event.streamVersion
    }
  }

  /** For a repository that filled the fields from a snapshot. */
  restoreAt(version: number): void {
    this.#version = version
  }

  /**
   * Applies an event and remembers it until it is released. What is remembered is what the event is now: later changes to the
   * object, also by a handler, do not matter.
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
    // That the handler under an event's type takes that event is what looking it up there means.
    const handler = Object.hasOwn(this.when, event.type) ? this.when[event.type as E['type']] : undefined
    immediate((handler as ((event: E) => void) | undefined)?.call(this, event), 'when', event.type)
  }
}
