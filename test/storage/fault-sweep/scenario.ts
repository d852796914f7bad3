import type { BankStore, Trial } from './trial.ts'

/** What is tried again once the fault is gone. */
export type Again = (trial: Trial, store: BankStore) => Promise<void>

/** Something that people do with a store. */
export type Scenario = {
  readonly name: string
  /** What was done before, when nothing went wrong. */
  readonly before?: (trial: Trial, store: BankStore) => Promise<unknown>
  readonly run: (trial: Trial, store: BankStore) => Promise<Again | void>
}
