import type { DomainEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { internalsIfAny } from '../log/store-internals.ts'
import { onClose, orAborted } from '../log/while-open.ts'
import type { ProjectionDefinition } from '../projection/define-projection.ts'
import { type Connected, mostBytes, type StreamState } from './stream-state.ts'

const mostStreams = 1_000

type Remembered = { readonly stream: object; readonly size: number }

/**
 * Remembers the latest states of streams, so that a command need not read its stream. A remembered state may be outdated. The append of
 * the decided events verifies the state, because it expects the state's version.
 *
 * A command takes a state out and returns it afterwards. Commands for the same stream run one after another, in the order of the calls.
 */
export class StreamMemory implements Connected {
  /** The least recently used state is first. */
  readonly #states = new Map<string, Remembered>()
  readonly #numbers = new WeakMap<object, number>()
  /** The end of the last command for each stream that has running or waiting commands. */
  readonly #turns = new Map<string, Promise<unknown>>()
  #definitions = 0
  #size = 0
  #interruptions = 0

  /** Returns the memory of a store; `undefined`: the object wraps a store, so the memory could miss changes. */
  static of(store: Pick<EventStore, 'onStorageChange'>): StreamMemory | undefined {
    if (!internalsIfAny(store)) return undefined
    const memory = memories.get(store) ?? new StreamMemory(store)
    memories.set(store, memory)
    return memory
  }

  private constructor(store: Pick<EventStore, 'onStorageChange'>) {
    // Between two connections, the log can lose its end.
    store.onStorageChange(({ connection }) => {
      if (connection !== 'open') this.#interruptions += 1
    })
    onClose(store, () => this.#states.clear())
  }

  get interruptions(): number {
    return this.#interruptions
  }

  /** Runs work after all earlier work for these streams has settled. @param signal ends the wait; then the work never starts */
  inTurn<Result>(
    streamIds: readonly string[],
    work: () => Promise<Result>,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    const before = Promise.all(streamIds.map((streamId) => this.#turns.get(streamId)))
    const result = orAborted(before, signal).then(work)
    // An aborted wait rejects `result` while earlier work may still be running.
    const settled = Promise.allSettled([before, result])
    for (const streamId of streamIds) this.#turns.set(streamId, settled)
    void settled.then(() => {
      for (const streamId of streamIds) if (this.#turns.get(streamId) === settled) this.#turns.delete(streamId)
    })
    return result
  }

  /** Removes and returns the state of a stream. */
  take<State, E extends DomainEvent>(
    definition: ProjectionDefinition<State, E>,
    streamId: string,
  ): StreamState<State, E> | undefined {
    const key = this.#keyOf(definition, streamId)
    const remembered = this.#states.get(key)
    if (!remembered) return undefined
    this.#remove(key, remembered)
    // Sound: the key contains the definition, which determines the type of the state.
    return remembered.stream as StreamState<State, E>
  }

  /** Remembers a state, and forgets the least recently used states if there are too many. */
  keep<State, E extends DomainEvent>(definition: ProjectionDefinition<State, E>, stream: StreamState<State, E>): void {
    if (!stream.isUsable || stream.version === 0) return
    const { size } = stream
    this.#states.set(this.#keyOf(definition, stream.streamId), { stream, size })
    this.#size += size
    for (const [key, oldest] of this.#states) {
      // The latest state always stays, because no state counts as larger than all states together may be.
      if (this.#states.size <= mostStreams && this.#size <= mostBytes) break
      this.#remove(key, oldest)
    }
  }

  #remove(key: string, { size }: Remembered): void {
    this.#states.delete(key)
    this.#size -= size
  }

  // Two definition objects never share a state, even if their source is equal: they may capture different variables.
  #keyOf(definition: object, streamId: string): string {
    const number = this.#numbers.get(definition) ?? this.#definitions++
    this.#numbers.set(definition, number)
    return `${number} ${streamId}`
  }
}

const memories = new WeakMap<object, StreamMemory>()
