import { type DomainEvent, type EventStore, LiveProjection, type RecordedEvent } from 'rewindable'
import type { Fork } from 'rewindable/time-travel'
import type { BankEvent } from '../examples/bank-account.ts'
import { type BankHistory, bankHistory } from './bank-history.ts'

/** Another way that the bank could have gone. */
export type OtherWay = {
  /** The last position that both ways share. */
  readonly at: number
  /** The event that did not happen there, if one was left out. */
  readonly without: RecordedEvent | undefined
  /** The whole of it; undefined: it is still being folded. */
  readonly history: BankHistory | undefined
}

/** Folds the fork that the timeline shows, as the bank itself is folded. Dispatches `change`. */
export class ForkHistory extends EventTarget {
  #fork: Fork | undefined
  #live: LiveProjection<BankHistory, BankEvent> | undefined

  get way(): OtherWay | undefined {
    const [fork, live] = [this.#fork, this.#live]
    if (!fork) return undefined
    return { at: fork.at, without: fork.without[0], history: live?.status === 'live' ? live.state : undefined }
  }

  follow(fork: Fork | undefined): void {
    if (fork === this.#fork) return
    this.#live?.stop()
    this.#fork = fork
    this.#live = fork && new LiveProjection(ofTheBank(fork), bankHistory, { snapshots: false })
    for (const type of ['change', 'status']) {
      this.#live?.addEventListener(type, () => this.dispatchEvent(new Event('change')))
    }
  }
}

// The timeline was given the store of the bank, and a fork holds what its store holds.
function ofTheBank(fork: EventStore<DomainEvent>): EventStore<BankEvent> {
  return fork as EventStore<BankEvent>
}
