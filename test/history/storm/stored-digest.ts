import { defineCollection, type EventStore, StoreClosed } from 'rewindable'
import { openCollection, type StoredCollection } from 'rewindable/collections'
import type { BankEvent } from '../../../examples/bank-account.ts'
import { addToDigest, emptyDigest, type LogDigest } from '../history.ts'
import { type SendReport, trouble } from './report.ts'
import { sightingOf } from './sighting-of.ts'

type Row = { digest: LogDigest; position: number }

/** A collection of one row. A lost, repeated or reordered event changes the row. */
const digests = defineCollection<Row, BankEvent>({
  name: 'digests',
  key: () => 'log',
  initialRow: () => ({ digest: { ...emptyDigest }, position: 0 }),
  when: {
    MoneyDeposited: (row, event) => {
      row.position = event.globalPosition
      row.digest = addToDigest(row.digest, sightingOf(event))
    },
  },
})

/** Compares the stored row that all tabs of a storm write with the digests that a live projection shows. */
export class StoredDigest {
  readonly #name: string
  readonly #send: SendReport
  /** The digests by position, as JSON. */
  readonly #shown = new Map<number, string>()
  readonly #stored = new Map<number, string>()

  constructor(store: EventStore<BankEvent>, name: string, send: SendReport) {
    this.#name = name
    this.#send = send
    openCollection(store, digests).then((stored) => {
      stored.addEventListener('change', () => this.#read(stored))
      stored.addEventListener('error', () => this.#report(stored.error))
    }, this.#report)
  }

  /** Adds a digest of the live projection. */
  show(position: number, digest: LogDigest): void {
    this.#compare(this.#shown, position, digest)
  }

  #read(stored: StoredCollection<Row>): void {
    stored.get('log').then((row) => row && this.#compare(this.#stored, row.position, row.digest), this.#report)
  }

  #compare(digests: Map<number, string>, position: number, digest: LogDigest): void {
    digests.set(position, JSON.stringify(digest))
    const [shown, found] = [this.#shown.get(position), this.#stored.get(position)]
    if (shown === undefined || found === undefined || shown === found) return
    this.#report(new Error(`Expected the stored digest ${shown} at position ${position}, found ${found}`))
  }

  readonly #report = (error: unknown): void => {
    if (!(error instanceof StoreClosed)) void this.#send(trouble(`rows of ${this.#name}`, error))
  }
}
