import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { claimName } from '../projection/definition-names.ts'
import { draftToDiscard } from '../projection/draft-of-state.ts'
import { Fold } from '../projection/fold.ts'
import { keepSnapshot, readHistory } from './stream-snapshots.ts'

/** The state of one stream and its version. */
export class StreamState<State, E extends DomainEvent> {
  readonly streamId: string
  readonly #store: EventStore<E>
  readonly #definition: ProjectionDefinition<State, E>
  #fold: Fold<State, E>
  readonly #snapshotEvery: number | undefined
  #version = 0
  #snapshotVersion = 0
  #historyId: string

  /** @param snapshotEvery number of events between two snapshots; `undefined`: store none */
  constructor(
    store: EventStore<E>,
    definition: ProjectionDefinition<State, E>,
    streamId: string,
    snapshotEvery?: number,
  ) {
    this.streamId = streamId
    this.#snapshotEvery = snapshotEvery
    this.#store = store
    this.#definition = definition
    this.#fold = new Fold(definition)
    this.#historyId = store.historyId
  }

  get state(): State {
    return this.#fold.state
  }

  /** A draft of the state, which the caller may change. The changes are discarded. */
  stateToChange(): State {
    return draftToDiscard(this.state)
  }

  /** 0 if the stream has no events. */
  get version(): number {
    return this.#version
  }

  /**
   * Reads the stream and folds its new events.
   *
   * @throws {@link InvalidArgument} another decider of this name uses snapshots of this store
   */
  async refresh(): Promise<void> {
    if (this.#version > 0) {
      const { events } = await this.#store.readStream(this.streamId, { fromVersion: this.#version + 1 })
      // If the log was replaced, the folded events are not the beginning of the stream. The fold starts again below.
      if (this.#store.historyId === this.#historyId) return this.apply(events)
    }
    const { snapshot, events, historyId } = await readHistory<State, E>(
      this.#store,
      { ...this.#definition, of: 'decider' },
      this.streamId,
    )
    if (snapshot || this.#snapshotEvery !== undefined) claimName(this.#store, this.#definition, 'decider')
    this.#historyId = historyId
    this.#fold = new Fold(this.#definition, snapshot)
    this.#version = this.#snapshotVersion = snapshot?.streamVersion ?? 0
    this.apply(events)
  }

  /** Folds the events of this stream and ignores those of other streams. */
  apply(events: readonly RecordedEvent<E>[]): void {
    for (const event of events) {
      if (event.streamId !== this.streamId) continue
      this.#fold.apply(event)
      this.#version = event.streamVersion
    }
  }

  /** Stores a snapshot if at least `snapshotEvery` events followed the last one. */
  async keepSnapshot(): Promise<void> {
    const every = this.#snapshotEvery
    if (every === undefined || this.#version - this.#snapshotVersion < every) return
    this.#snapshotVersion = this.#version
    const { state, position, eventId } = this.#fold
    const kept = { state, streamVersion: this.#version, position, eventId, historyId: this.#historyId }
    await keepSnapshot(this.#store, { ...this.#definition, of: 'decider' }, this.streamId, kept)
  }
}
