import { type DomainEvent, type EventStore, LiveProjection, type RecordedEvent } from 'rewindable'
import type { Fork } from 'rewindable/time-travel'
import type { BankEvent } from '../examples/bank-account.ts'
import { type BankHistory, bankHistory } from './bank-history.ts'

/** A fork of the bank. */
export type OtherWay = {
  /** The last position that the fork shares with the log. */
  readonly at: number
  /** The event that the fork leaves out, if any. */
  readonly without: RecordedEvent | undefined
  /** The history of the fork. It is `undefined` until the fold has ended. */
  readonly history: BankHistory | undefined
}

/** Folds the displayed fork with the projection of the bank. Dispatches `change`. */
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

// Cast: the timeline received the store of the bank, so the fork contains the same types of events.
function ofTheBank(fork: EventStore<DomainEvent>): EventStore<BankEvent> {
  return fork as EventStore<BankEvent>
}
