import { ConcurrencyConflict, type Durability, type EventStore, openEventStore } from 'rewindable'
import type { BankEvent } from '../../examples/bank-account.ts'
import { carryOut, type PlannedAppend, type PlannedPart } from './planned-append.ts'
import { tell, tellOf } from './tell.ts'

/** Appends until it is killed: alone, several at once, over two streams, and more than fits one record. */
class Writer {
  readonly #name: string
  readonly #store: EventStore<BankEvent>
  readonly #durability: Durability
  /** As last seen. Nobody else writes to its own stream; the shared ones may be further by now. */
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
      await tell({ kind: 'begun', appends })
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
        // No two of these fit one record.
        return [this.#planned({ ...this.#expecting(own, 5), padding: 30_000 })]
      case 3:
        return Array.from({ length: 5 }, () => this.#planned({ streamId: shared, events: 1 }))
      default:
        // Most often another writer was there before.
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
      const append = await carryOut(this.#store, planned, this.#durability)
      for (const { streamId, streamVersion } of append.places) this.#saw(streamId, streamVersion)
      await tell({ kind: 'acknowledged', append })
    } catch (error) {
      if (!(error instanceof ConcurrencyConflict)) throw error
      this.#saw(error.streamId, error.actualVersion)
      await tell({ kind: 'refused', commandId: planned.commandId })
    }
  }

  #saw(streamId: string, version: number): void {
    this.#versions.set(streamId, Math.max(version, this.#versions.get(streamId) ?? 0))
  }
}

const parameters = new URLSearchParams(location.search)
const tab = parameters.get('tab')
const durability = parameters.get('durability') === 'strict' ? 'strict' : 'default'

tellOf(
  openEventStore<BankEvent>('killed').then((store) =>
    Promise.all([1, 2, 3, 4].map((number) => new Writer(`${tab}.${number}`, store, durability).write())),
  ),
)
