import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { immediate } from '../events/handler-table.ts'
import type { EventStore } from '../log/event-store.ts'
import { Fold } from '../projection/fold.ts'
import type { ProcessManager } from './process-definition.ts'

/** An event as a process folds it. `correlate` may have changed the original. */
export type Step<E extends DomainEvent> = {
  readonly event: RecordedEvent<E>
  /** `undefined`: no process folds the event. */
  readonly processId: string | undefined
  readonly position: number
  readonly eventId: string
}

/** The events of a log as the processes of a definition receive them. */
export class ProcessEvents<State, E extends DomainEvent> {
  readonly #store: EventStore<E>
  readonly #definition: ProcessManager<State, unknown, E>

  constructor(store: EventStore<E>, definition: ProcessManager<State, unknown, E>) {
    this.#store = store
    this.#definition = definition
  }

  /** Copies an event and finds its process. @throws the error of `correlate` for an event that only `when` names */
  stepOf(event: RecordedEvent<E>): Step<E> {
    const { globalPosition: position, id: eventId } = event
    if (!Object.hasOwn(this.#definition.when, event.type)) return { event, processId: undefined, position, eventId }
    // The event is copied first, because `correlate` may change it.
    return { event: copyOfEvent(event), processId: this.#processOf(event), position, eventId }
  }

  /** Folds the events of one process from the start of the log. */
  async refolded(processId: string, position: number, signal?: AbortSignal): Promise<Fold<State, E>> {
    const fold = new Fold(this.#definition)
    const range = { fromPosition: 1, toPosition: position }
    for await (const page of this.#store.readBatches(signal ? { ...range, signal } : range)) {
      for (const event of page) {
        const step = this.stepOf(event)
        if (step.processId === processId) fold.apply(step.event)
      }
    }
    return fold
  }

  #processOf(event: RecordedEvent<E>): string | undefined {
    const { type } = event
    try {
      return immediate(this.#definition.correlate(event), 'correlate')
    } catch (error) {
      // For an event of a type in `decide`, the reactor calls `correlate` too, and parks the event with the error. For other
      // events, it does neither. Without this error, a command would be decided on a state that lacks the event.
      if (!Object.hasOwn(this.#definition.decide, type)) throw error
      return undefined
    }
  }
}
