import { defineProjection, type EventStore, LiveProjection } from 'rewindable'
import type { BankEvent } from '../../../examples/bank-account.ts'
import { follow, type Sighting, type Trail, untrodden } from '../history.ts'
import { sightingOf } from './sighting-of.ts'
import { type Tell, trouble } from './told.ts'

// Changes the state it is given: that what was shown does not change afterwards is the library's promise.
const trail = defineProjection<Trail, BankEvent>({
  name: 'trail',
  initialState: () => ({ ...untrodden }),
  when: { MoneyDeposited: (state, event) => void Object.assign(state, follow(state, sightingOf(event))) },
})

/** Tells what the subscription and the live projection of one open store saw, until the store is closed. */
export class LogFollower {
  readonly #store: EventStore<BankEvent>
  readonly #live: LiveProjection<Trail, BankEvent>
  readonly #tell: Tell
  readonly name: string
  /** Position of the event that it will see next. */
  nextPosition: number

  constructor(store: EventStore<BankEvent>, { name, fromPosition, tell }: FollowerOptions) {
    this.#store = store
    this.#tell = tell
    this.name = name
    this.nextPosition = fromPosition
    this.#live = new LiveProjection(store, trail)
    this.#live.addEventListener('change', () => {
      const { position, state } = this.#live
      void tell({ kind: 'showed', follower: name, position, trail: state })
    })
    this.#live.addEventListener('error', () => tell(trouble(name, this.#live.error)))
  }

  /** Goes through the events as they come. Ends when the store is closed. */
  async *events(): AsyncGenerator<Sighting> {
    for await (const event of this.#store.subscribe({ fromPosition: this.nextPosition })) {
      this.nextPosition = event.globalPosition + 1
      const sighting = sightingOf(event)
      void this.#tell({ kind: 'saw', follower: this.name, event: sighting })
      yield sighting
    }
  }

  /** Leaves the shown state for those who come after. */
  saveSnapshot(): Promise<void> {
    return this.#live.saveSnapshot()
  }
}

type FollowerOptions = { readonly name: string; readonly fromPosition: number; readonly tell: Tell }
