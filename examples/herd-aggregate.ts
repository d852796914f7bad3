import { AggregateRoot, type ApplyHandlers } from 'rewindable/model'
import {
  elephpantAbandoned,
  elephpantAdopted,
  HerdAlreadyFormed,
  type HerdEvent,
  HerdNotFormed,
  herdFormed,
  NoSuchElephpant,
} from './herd.ts'

/** The herd as an object. Methods check the rules and record events; only handlers in `when` change fields. */
export class Herd extends AggregateRoot<HerdEvent> {
  #isFormed = false
  readonly #count = new Map<string, number>()

  protected override readonly when: ApplyHandlers<HerdEvent> = {
    HerdFormed: () => {
      this.#isFormed = true
    },
    ElephpantAdopted: ({ data }) => this.#countOn(data.breed, 1),
    ElephpantAbandoned: ({ data }) => this.#countOn(data.breed, -1),
  }

  /** @throws {@link HerdAlreadyFormed} */
  form(name: string): void {
    if (this.#isFormed) throw new HerdAlreadyFormed()
    this.recordThat(herdFormed(name))
  }

  /** @throws {@link HerdNotFormed} */
  adopt(breed: string): void {
    if (!this.#isFormed) throw new HerdNotFormed()
    this.recordThat(elephpantAdopted(breed))
  }

  /** @throws {@link HerdNotFormed}, {@link NoSuchElephpant} */
  abandon(breed: string): void {
    if (!this.#isFormed) throw new HerdNotFormed()
    if (!this.#count.get(breed)) throw new NoSuchElephpant(breed)
    this.recordThat(elephpantAbandoned(breed))
  }

  #countOn(breed: string, change: number): void {
    this.#count.set(breed, (this.#count.get(breed) ?? 0) + change)
  }
}
