import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { sourceOf } from '../projection/definition-names.ts'
import { draftToDiscard } from '../projection/draft-of-state.ts'
import { Fold } from '../projection/fold.ts'
import { fewestEvents } from '../projection/snapshots.ts'
import { checksum } from '../values/checksum.ts'
import { roughSize } from '../values/rough-size.ts'
import { keepSnapshot, readHistory, type SnapshotKind } from './stream-snapshots.ts'

/** Counts how often a connection to a log may have been interrupted. */
export type Connected = { readonly interruptions: number }

/** The rule for snapshots of a stream: after a number of events, never, or (`undefined`) if a snapshot saves time. */
export type StreamSnapshots = { readonly every: number } | false | undefined

// A snapshot that is larger than the events after the last one would take longer to store and to read than these events.
const bytesOfEvent = 200

/** The size of all states in memory is at most this number of bytes. The size of a larger state counts as this number. */
export const mostBytes: number = 32 * 1024 * 1024

/** The state of one stream and its version. */
export class StreamState<State, E extends DomainEvent> {
  readonly streamId: string
  readonly #store: EventStore<E>
  readonly #definition: ProjectionDefinition<State, E>
  readonly #connection: Connected
  #fold: Fold<State, E>
  #version = 0
  #snapshotVersion = 0
  #historyId: string
  /** The number of interruptions before the last read; -1: nothing was read. */
  #interruptions = -1
  #isUsable = true
  #size = 0
  #measuredVersion = 0

  constructor(
    store: EventStore<E>,
    definition: ProjectionDefinition<State, E>,
    streamId: string,
    connection: Connected,
  ) {
    this.streamId = streamId
    this.#store = store
    this.#definition = definition
    this.#connection = connection
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
   * False if the log may have lost or changed events of the state since the last read: the log was replaced, or the connection was
   * interrupted. Events that other writers appended do not count.
   */
  get isCurrent(): boolean {
    return this.#interruptions === this.#connection.interruptions && this.#historyId === this.#store.historyId
  }

  /** False after an abandoned read, or after a handler threw. The state must not be used again. */
  get isUsable(): boolean {
    return this.#isUsable
  }

  /**
   * Reads the stream and folds its new events. If the log no longer holds the last folded event, the fold starts again.
   *
   * @returns whether the state changed
   */
  async refresh(snapshots: StreamSnapshots): Promise<boolean> {
    this.#isUsable = false
    let hasChanged = false
    do {
      this.#interruptions = this.#connection.interruptions
      if ((await this.#readNewer()) ?? (await this.#readAgain(snapshots))) hasChanged = true
      // The read may have opened a new connection.
    } while (this.#interruptions !== this.#connection.interruptions)
    this.#isUsable = true
    return hasChanged
  }

  /** Folds the events of this stream and ignores those of other streams. */
  apply(events: readonly RecordedEvent<E>[]): void {
    this.#isUsable = false
    for (const event of events) {
      if (event.streamId !== this.streamId) continue
      this.#fold.apply(event)
      this.#version = event.streamVersion
    }
    this.#isUsable = true
  }

  /** The approximate size of the state in bytes, up to {@link mostBytes}. It is measured again when the version has doubled. */
  get size(): number {
    if (this.#version >= 2 * this.#measuredVersion) {
      this.#size = roughSize(this.state, mostBytes)
      this.#measuredVersion = this.#version
    }
    return this.#size
  }

  /** Stores a snapshot if enough events followed the last one. Without `every`, stores it in idle time and resolves immediately. */
  async keepSnapshot(snapshots: StreamSnapshots): Promise<void> {
    const events = this.#version - this.#snapshotVersion
    if (snapshots === false || events < (snapshots?.every ?? fewestEvents)) return
    if (!snapshots && events * bytesOfEvent < this.size) return
    this.#snapshotVersion = this.#version
    const { state, position, eventId } = this.#fold
    const kept = { state, streamVersion: this.#version, position, eventId, historyId: this.#historyId }
    await keepSnapshot(this.#store, this.#kind(), this.streamId, kept, !snapshots)
  }

  /** @returns whether there were newer events; `undefined` if the log does not hold the last folded event */
  async #readNewer(): Promise<boolean | undefined> {
    if (this.#version === 0) return undefined
    const { events } = await this.#store.readStream(this.streamId, { fromVersion: this.#version })
    const [last, ...newer] = events
    // If the log was replaced, the folded events are not the beginning of the stream, even if an event has the same id.
    if (this.#store.historyId !== this.#historyId || last?.id !== this.#fold.eventId) return undefined
    this.apply(newer)
    return newer.length > 0
  }

  async #readAgain(snapshots: StreamSnapshots): Promise<boolean> {
    const before = this.#fold.eventId
    const kind = snapshots === false ? undefined : this.#kind()
    const { snapshot, events, historyId } = await readHistory<State, E>(this.#store, kind, this.streamId)
    const hasChanged = historyId !== this.#historyId
    this.#historyId = historyId
    this.#fold = new Fold(this.#definition, snapshot)
    this.#version = this.#snapshotVersion = snapshot?.streamVersion ?? 0
    this.#measuredVersion = 0
    this.apply(events)
    return hasChanged || this.#fold.eventId !== before
  }

  #kind(): SnapshotKind {
    // The version alone would let a changed handler decide on a state that the old handler folded.
    return { ...this.#definition, of: 'decider', source: checksum(sourceOf(this.#definition)) }
  }
}
