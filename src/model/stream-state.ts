import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { claimName } from '../projection/definition-names.ts'
import { Fold } from '../projection/fold.ts'
import { keepSnapshot, readHistory } from './stream-snapshots.ts'

/** The state of one stream, with the version it stands for. */
export class StreamState<State, E extends DomainEvent> {
  readonly streamId: string
  readonly #store: EventStore<E>
  readonly #definition: ProjectionDefinition<State, E>
  #fold: Fold<State, E>
  readonly #snapshotEvery: number | undefined
  #version = 0
  #snapshotVersion = 0
  #historyId: string

  /** @param snapshotEvery events between two snapshots; `undefined`: store none */
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

  /** 0: the stream has no events. */
  get version(): number {
    return this.#version
  }

  /**
   * Reads the stream, or what is new in it.
   *
   * @throws {@link InvalidArgument} another decider of this name uses snapshots of this store
   */
  async refresh(): Promise<void> {
    if (this.#version > 0) {
      const { events } = await this.#store.readStream(this.streamId, { fromVersion: this.#version + 1 })
      // Once the log was replaced, what was folded is not the beginning of the stream.
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

  /** Folds those of the events that are of this stream. */
  apply(events: readonly RecordedEvent<E>[]): void {
    for (const event of events) {
      if (event.streamId !== this.streamId) continue
      this.#fold.apply(event)
      this.#version = event.streamVersion
    }
  }

  /** Stores a snapshot when enough events came since the last one. */
  async keepSnapshot(): Promise<void> {
    const every = this.#snapshotEvery
    if (every === undefined || this.#version - this.#snapshotVersion < every) return
    this.#snapshotVersion = this.#version
    const { state, position, eventId } = this.#fold
    const kept = { state, streamVersion: this.#version, position, eventId, historyId: this.#historyId }
    await keepSnapshot(this.#store, { ...this.#definition, of: 'decider' }, this.streamId, kept)
  }
}
