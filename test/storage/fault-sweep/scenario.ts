import type { BankStore, Trial } from './trial.ts'

/** The steps after the fault has ended. */
export type Again = (trial: Trial, store: BankStore) => Promise<void>

/** A use of a store. */
export type Scenario = {
  readonly name: string
  /** Prepares the log without faults. */
  readonly before?: (trial: Trial, store: BankStore) => Promise<unknown>
  readonly run: (trial: Trial, store: BankStore) => Promise<Again | void>
}
