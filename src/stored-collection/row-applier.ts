import type { CollectionRules } from '../collection/collection-rules.ts'
import type { RecordedEvent } from '../events/domain-event.ts'
import { eventAt } from '../log/event-at.ts'
import type { EventStore } from '../log/event-store.ts'
import { readAfter } from '../log/log-place.ts'
import { TimeSlice } from '../platform/yield-to-main-thread.ts'
import { ProjectionFailed } from '../projection/projection-failed.ts'
import { inWords } from '../values/value-in-words.ts'
import type { MissingRows } from './edited-rows.ts'
import { RowBatch, type RowChange } from './row-batch.ts'
import { RowIndexes } from './row-indexes.ts'
import { afterPrefix, type Generation, type ParkedRow, type RowStorage } from './row-storage.ts'
import { WriteSize } from './write-size.ts'

/** The reaction to an event whose handler fails. */
export type OnError = 'stop' | 'skip' | 'park'

/** Another tab wrote to the generation. The rows in memory are outdated. */
export class Overtaken extends Error {}

/** The parts that an applier works with. */
export type ApplierParts<Row> = {
  readonly store: EventStore
  readonly storage: RowStorage
  readonly name: string
  readonly rules: CollectionRules<Row>
  readonly onError: OnError
  /** Called after each write. @param changes by key of the row */
  readonly onWritten: (changes: ReadonlyMap<string, RowChange>) => void
  /** Called with the failure of an event that the applier skipped or parked. */
  readonly onPassed: (failure: ProjectionFailed) => void
}

// Rows that change often stay in memory. The first pass changes more rows.
const rowsInMemory = { building: 20_000, ready: 1_000 }
// A place that is stored late costs only a repeated read of events that change no row.
const mostUnstoredEvents = 4_096
const eventsBetweenTimeChecks = 16

/**
 * Applies events to the rows of one generation. A write stores rows and position in one transaction, and only if no other tab wrote in
 * between. So the rows contain each event exactly once.
 */
export class RowApplier<Row> {
  readonly #parts: ApplierParts<Row>
  readonly #batch: RowBatch<Row>
  readonly #size = new WriteSize()
  readonly indexes: RowIndexes<Row>
  /** The record in the storage. */
  #stored: Generation
  /** The last event applied, which may be after the place of the record. */
  #position: number
  #eventId: string
  #parked: ParkedRow[] = []

  constructor(generation: Generation, parts: ApplierParts<Row>) {
    this.#parts = parts
    this.#stored = generation
    this.#position = generation.position
    this.#eventId = generation.eventId
    this.indexes = new RowIndexes(parts.rules, generation.id)
    this.#batch = new RowBatch(parts.rules, this.indexes, generation.revision === 0)
  }

  get generation(): Generation {
    return this.#stored
  }

  /** Position of the last event in the rows. */
  get position(): number {
    return this.#position
  }

  /**
   * Applies the events up to a position of the log.
   *
   * @throws {@link Overtaken} another tab wrote; use a new applier
   * @throws {@link LogRewound}, {@link LogReplaced} the log does not hold the place of the generation
   * @throws {@link ProjectionFailed} a handler threw, and the policy is `'stop'`. All events before were written
   */
  async catchUp(to: number, signal: AbortSignal, onProgress: (position: number) => void): Promise<void> {
    const { store } = this.#parts
    const place = { position: this.#position, eventId: this.#eventId, historyId: this.#stored.historyId }
    const slice = new TimeSlice()
    const read = (fromPosition: number) => store.readBatches({ fromPosition, toPosition: to, signal })
    for await (const events of readAfter(store, place, read)) {
      await this.#load(this.#batch.keysToLoad(events))
      for (const event of events) {
        await this.#applyOrPass(event)
        if (this.#size.isReached(this.#batch.changedRows, this.#stored.state)) await this.#write(this.#stored.state)
        // Reading the clock takes longer than applying most events.
        if (this.#position % eventsBetweenTimeChecks === 0 && slice.isOver) await slice.renew()
      }
      onProgress(this.#position)
    }
    const isUnstored = this.#position - this.#stored.position >= mostUnstoredEvents
    if (this.#batch.changedRows > 0 || this.#parked.length > 0 || this.#stored.state === 'building' || isUnstored) {
      await this.#write('ready')
    }
  }

  /**
   * Applies parked events to the present rows, in the order of their positions.
   *
   * @returns the number of events that were applied; the others stay parked
   */
  async retryParked(): Promise<number> {
    const { store, storage } = this.#parts
    const { generation, result: parked } = await storage.parked(this.#stored.id)
    if (generation?.revision !== this.#stored.revision) throw new Overtaken()
    const applied: number[] = []
    for (const { position } of parked) {
      const event = await eventAt(store, position)
      if (!event) continue
      await this.#load(this.#batch.keysToLoad([event]))
      const failure = await this.#apply(event)
      if (failure) this.#parked.push(asParked(failure))
      else applied.push(position)
    }
    await this.#write(this.#stored.state, applied)
    return applied.length
  }

  async #applyOrPass(event: RecordedEvent): Promise<void> {
    // These fields are read before the call, because the handler may change the event.
    const { globalPosition, id } = event
    const failure = await this.#apply(event)
    if (failure) {
      const { onError, onPassed } = this.#parts
      if (onError === 'stop') {
        if (this.#position > this.#stored.position) await this.#write(this.#stored.state)
        throw failure
      }
      if (onError === 'park') this.#parked.push(asParked(failure))
      onPassed(failure)
    }
    this.#position = globalPosition
    this.#eventId = id
  }

  /** @returns the failure of the handler */
  async #apply(given: RecordedEvent): Promise<ProjectionFailed | undefined> {
    const { type, globalPosition, streamId, streamVersion } = given
    let event = given
    for (;;) {
      let missing: MissingRows | undefined
      try {
        missing = this.#batch.apply(event)
      } catch (cause) {
        const failed = { type, globalPosition, streamId, streamVersion }
        return new ProjectionFailed({ projection: this.#parts.name, event: failed }, { cause })
      }
      if (!missing) return undefined
      if ('missingKey' in missing) await this.#load(new Set([missing.missingKey]))
      else await this.#loadBeginning(missing.missingBeginning)
      // The handler may have changed the event before it needed the missing row.
      event = (await eventAt(this.#parts.store, globalPosition)) ?? event
    }
  }

  async #load(missing: ReadonlySet<string>): Promise<void> {
    if (missing.size === 0) return
    const keys = [...missing]
    const { generation, result } = await this.#parts.storage.rows(this.#stored.id, keys)
    // The rows may be those of a later revision. Then the next write detects it, but handlers must not run on mixed rows.
    if (generation?.revision !== this.#stored.revision) throw new Overtaken()
    this.#batch.addLoaded(keys, result)
  }

  async #loadBeginning(lower: string): Promise<void> {
    const range = { lower, upper: afterPrefix(lower), direction: 'forward', limit: undefined } as const
    const { generation, result } = await this.#parts.storage.range(this.#stored.id, range)
    if (generation?.revision !== this.#stored.revision) throw new Overtaken()
    this.#batch.addLoadedBeginning(lower, result)
  }

  async #write(state: Generation['state'], unpark: readonly number[] = []): Promise<void> {
    const { storage, onWritten } = this.#parts
    const from = this.#stored
    const place = { position: this.#position, eventId: this.#eventId }
    const to: Generation = { ...from, ...place, state, revision: from.revision + 1, usedAt: Date.now() }
    const changes = this.#batch.take()
    const put = [...changes.values()].flatMap(({ after }) => after ?? [])
    const deleted = [...changes].flatMap(([key, { after }]) => (after ? [] : [key]))
    const park = this.#parked
    this.#parked = []
    const isWritten = await this.#size.measure(changes.size, () =>
      storage.write(from, to, { put, delete: deleted, park, unpark }),
    )
    if (!isWritten) throw new Overtaken()
    this.#stored = to
    this.#batch.trim(rowsInMemory[state === 'building' ? 'building' : 'ready'])
    onWritten(changes)
  }
}

function asParked({ position, eventType: type, cause }: ProjectionFailed): ParkedRow {
  return { position, type, error: inWords(cause) }
}
