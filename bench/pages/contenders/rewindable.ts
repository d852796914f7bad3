import {
  deleteEventStore,
  type EventStore,
  LiveProjection,
  openEventStore,
  openMemoryEventStore,
  Projection,
} from 'rewindable'
import { Timeline } from 'rewindable/time-travel'
import { accountStream, type BankEvent } from '../../../examples/bank-events.ts'
import type { VersionedEvent } from '../check.ts'
import { bankEvent, bankEvents, type GeneratedLog } from '../generated-events.ts'
import { type Contender, type Log, UnsupportedLog } from '../log.ts'
import type { Totals } from '../totals.ts'
import { clearReplayPages, replayPagesWritten } from './rewindable-database.ts'
import { loadSingleCommits } from './rewindable-load.ts'
import { totalsProjection } from './rewindable-totals.ts'

class RewindableLog extends UnsupportedLog implements Log {
  readonly #name: string
  readonly #store: EventStore<BankEvent>
  #timeline: Timeline<Totals, BankEvent> | undefined

  constructor(name: string, store: EventStore<BankEvent>) {
    super()
    this.#name = name
    this.#store = store
  }

  override append(streamId: string, event: BankEvent, expectedVersion?: number): Promise<unknown> {
    return expectedVersion === undefined
      ? this.#store.append(streamId, event)
      : this.#store.append(streamId, event, { expectedVersion })
  }

  override appendBatch(streamId: string, events: readonly BankEvent[], expectedVersion: number): Promise<unknown> {
    return this.#store.append(streamId, events, { expectedVersion })
  }

  override async load(log: GeneratedLog, from: number, to: number): Promise<void> {
    if (from === 0) return loadSingleCommits(this.#name, log, to)
    for (let index = from; index < to; index++) await this.append(log.streamOf(index), bankEvent(index))
  }

  override async totals(): Promise<Totals> {
    const projection = new Projection(this.#store, totalsProjection)
    await projection.catchUp()
    return projection.state
  }

  override async settle(): Promise<void> {
    await replayPagesWritten(this.#name, await this.#store.lastPosition())
  }

  override async readStream(streamId: string): Promise<readonly VersionedEvent[]> {
    return versioned(await this.#store.readStream(streamId))
  }

  override async keepSnapshot(): Promise<void> {
    const projection = new Projection(this.#store, totalsProjection)
    await projection.catchUp()
    await projection.saveSnapshot()
  }

  override async firstTotals(): Promise<Totals> {
    const projection = new Projection(this.#store, totalsProjection)
    await projection.loadSnapshot()
    await projection.catchUp()
    return projection.state
  }

  override async prepareSeeking(): Promise<void> {
    this.#timeline = new Timeline(this.#store, totalsProjection)
    await this.#timeline.prepared()
  }

  override async totalsAt(position: number): Promise<Totals> {
    if (!this.#timeline) throw new Error('Expected a call of prepareSeeking() first')
    await this.#timeline.seek(position)
    return this.#timeline.getSnapshot().state
  }

  override async follow(onCount: (count: number) => void): Promise<void> {
    const live = new LiveProjection(this.#store, totalsProjection)
    await live.catchUp()
    live.subscribe(({ count }) => onCount(count))
  }

  override close(): Promise<void> {
    this.#timeline?.stop()
    return this.#store.close()
  }
}

/** One append, because many small appends would make some in-memory stores slower. */
class RewindableMemoryLog extends UnsupportedLog implements Log {
  readonly #store: EventStore<BankEvent>

  constructor(store: EventStore<BankEvent>) {
    super()
    this.#store = store
  }

  override async load(_log: GeneratedLog, from: number, to: number): Promise<void> {
    await this.#store.append(accountStream('1'), bankEvents(from, to))
  }

  override async totals(): Promise<Totals> {
    const projection = new Projection(this.#store, totalsProjection)
    await projection.catchUp()
    return projection.state
  }

  override close(): Promise<void> {
    return this.#store.close()
  }
}

export default {
  open: async (name) => new RewindableLog(name, await openEventStore<BankEvent>(name)),
  openInMemory: async () => new RewindableMemoryLog(await openMemoryEventStore<BankEvent>()),
  remove: (name) => deleteEventStore(name),
  forgetReplays: clearReplayPages,
} satisfies Contender

function versioned({ events }: Awaited<ReturnType<EventStore<BankEvent>['readStream']>>): readonly VersionedEvent[] {
  return events.map((event) => ({ ...event, version: event.streamVersion }))
}
