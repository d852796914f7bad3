import type { DomainEvent } from '../../log/domain-event.ts'
import type { EventStore } from '../../log/event-store.ts'
import type { StoreOptions } from '../../store/create-event-store.ts'

/** Opens the store of a name. Two that are open at once under one name show the same log, as two tabs do. */
export type OpenStore = (name: string, options?: StoreOptions) => Promise<EventStore>

/** One sentence of the contract, and a run that throws when it does not hold. */
export type ContractCase = { readonly name: string; readonly run: () => Promise<void> }

/** What a case works with; all stores are closed when the case is over. */
type Bench = {
  /** Opens one more store on the log of the case. */
  readonly open: (options?: StoreOptions) => Promise<EventStore>
  /** Opens a store on a new, empty log. */
  readonly openAnother: () => Promise<EventStore>
}

export type Sentence = (bench: Bench) => Promise<void>

export function deposited(amount: number): DomainEvent {
  return { type: 'MoneyDeposited', data: { amount } }
}

export function withdrawn(amount: number): DomainEvent {
  return { type: 'MoneyWithdrawn', data: { amount } }
}
