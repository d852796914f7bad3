import type { DomainEvent } from '../../events/domain-event.ts'
import type { EventStore } from '../../log/event-store.ts'
import type { StoreOptions } from '../../store/create-event-store.ts'

/** Opens a store. Stores that are open under the same name must share one log, as two tabs do. */
export type OpenStore = (name: string, options?: StoreOptions) => Promise<EventStore>

/** One promise of the contract. */
export type ContractCase = {
  readonly name: string
  /** Rejects if the storage breaks the promise. */
  readonly run: () => Promise<void>
  /** Name of the interface that the storage lacks for this case. Then `run` does nothing. */
  readonly missing?: string
}

/** The stores of one case. They are closed after the case. */
type CaseStores = {
  /** Opens another store on the log of the case. */
  readonly open: (options?: StoreOptions) => Promise<EventStore>
  /** Opens a store on a new, empty log. */
  readonly openAnother: () => Promise<EventStore>
}

/** Runs a case, and rejects if the storage breaks the promise. */
export type CaseBody = (stores: CaseStores) => Promise<void>

/** Returns a deposit event. */
export function deposited(amount: number): DomainEvent {
  return { type: 'MoneyDeposited', data: { amount } }
}

/** Returns a withdrawal event. */
export function withdrawn(amount: number): DomainEvent {
  return { type: 'MoneyWithdrawn', data: { amount } }
}
