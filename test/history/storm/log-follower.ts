import { defineProjection, type EventStore, LiveProjection } from 'rewindable'
import type { BankEvent } from '../../../examples/bank-account.ts'
import { addToDigest, emptyDigest, type LogDigest, type Sighting } from '../history.ts'
import { type SendReport, trouble } from './report.ts'
import { sightingOf } from './sighting-of.ts'
import { StoredDigest } from './stored-digest.ts'

// The handler changes its state in place. The library guarantees that states already shown do not change.
const digest = defineProjection<LogDigest, BankEvent>({
  name: 'digest',
  initialState: () => ({ ...emptyDigest }),
  when: { MoneyDeposited: (state, event) => void Object.assign(state, addToDigest(state, sightingOf(event))) },
})

/** Reports what the subscription and the live projection of one open store see, until the store is closed. */
export class LogFollower {
  readonly #store: EventStore<BankEvent>
  readonly #live: LiveProjection<LogDigest, BankEvent>
  readonly #send: SendReport
  readonly name: string
  /** The position of the next event. */
  nextPosition: number

  constructor(store: EventStore<BankEvent>, { name, fromPosition, send }: FollowerOptions) {
    this.#store = store
    this.#send = send
    this.name = name
    this.nextPosition = fromPosition
    this.#live = new LiveProjection(store, digest)
    const stored = new StoredDigest(store, name, send)
    this.#live.addEventListener('change', () => {
      const { position, state } = this.#live
      stored.show(position, state)
      void send({ kind: 'showed', follower: name, position, digest: state })
    })
    this.#live.addEventListener('error', () => send(trouble(name, this.#live.error)))
  }

  /** Yields new events. Ends when the store is closed. */
  async *events(): AsyncGenerator<Sighting> {
    for await (const event of this.#store.subscribe({ fromPosition: this.nextPosition })) {
      this.nextPosition = event.globalPosition + 1
      const sighting = sightingOf(event)
      void this.#send({ kind: 'saw', follower: this.name, event: sighting })
      yield sighting
    }
  }

  /** Saves a snapshot of the shown state for later followers. */
  saveSnapshot(): Promise<void> {
    return this.#live.saveSnapshot()
  }
}

type FollowerOptions = { readonly name: string; readonly fromPosition: number; readonly send: SendReport }
