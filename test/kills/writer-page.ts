import { ConcurrencyConflict, type EventStore, openEventStore } from 'rewindable'
import { openCollection } from 'rewindable/collections'
import type { BankEvent } from '../../examples/bank-account.ts'
import type { Durability } from '../derived-types.ts'
import { accountRows } from './account-rows.ts'
import { executeAppend, type PlannedAppend, type PlannedPart } from './planned-append.ts'
import { reportFailure, sendReport } from './send-report.ts'

/** Appends until the kill: single appends, parallel appends, batches over two streams, and appends larger than one record. */
class Writer {
  readonly #name: string
  readonly #store: EventStore<BankEvent>
  readonly #durability: Durability
  /** The last known stream versions. The versions of shared streams can be stale. */
  readonly #versions = new Map<string, number>()
  #appends = 0

  constructor(name: string, store: EventStore<BankEvent>, durability: Durability) {
    this.#name = name
    this.#store = store
    this.#durability = durability
  }

  async write(): Promise<void> {
    for (let round = 0; ; round++) {
      const appends = this.#plan(round)
      await sendReport({ kind: 'started', appends })
      await Promise.all(appends.map((planned) => this.#append(planned)))
    }
  }

  #plan(round: number): PlannedAppend[] {
    const own = `own:${this.#name}`
    const shared = round % 10 < 5 ? 'shared:1' : 'shared:2'
    switch (round % 5) {
      case 0:
        return [this.#planned(this.#expecting(own, 1))]
      case 1:
        return [this.#planned(this.#expecting(own, 2), { streamId: shared, events: 1 })]
      case 2:
        // One record cannot hold two of these events.
        return [this.#planned({ ...this.#expecting(own, 5), padding: 30_000 })]
      case 3:
        return Array.from({ length: 5 }, () => this.#planned({ streamId: shared, events: 1 }))
      default:
        // In most cases, another writer appends first and this append conflicts.
        return [this.#planned(this.#expecting(shared, 3))]
    }
  }

  #planned(...parts: PlannedPart[]): PlannedAppend {
    this.#appends += 1
    return { commandId: `${this.#name}#${this.#appends}`, parts }
  }

  #expecting(streamId: string, events: number): PlannedPart {
    return { streamId, events, expectedVersion: this.#versions.get(streamId) ?? 0 }
  }

  async #append(planned: PlannedAppend): Promise<void> {
    try {
      const append = await executeAppend(this.#store, planned, this.#durability)
      for (const { streamId, streamVersion } of append.places) this.#saw(streamId, streamVersion)
      await sendReport({ kind: 'acknowledged', append })
    } catch (error) {
      if (!(error instanceof ConcurrencyConflict)) throw error
      this.#saw(error.streamId, error.actualVersion)
      await sendReport({ kind: 'refused', commandId: planned.commandId })
    }
  }

  #saw(streamId: string, version: number): void {
    this.#versions.set(streamId, Math.max(version, this.#versions.get(streamId) ?? 0))
  }
}

const parameters = new URLSearchParams(location.search)
const tab = parameters.get('tab')
const durability = parameters.get('durability') === 'strict' ? 'strict' : 'default'

async function writeUntilKilled(): Promise<void> {
  const store = await openEventStore<BankEvent>('killed')
  await openCollection(store, accountRows)
  await Promise.all([1, 2, 3, 4].map((number) => new Writer(`${tab}.${number}`, store, durability).write()))
}

reportFailure(writeUntilKilled())
