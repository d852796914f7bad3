import type { StoreClosed } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import { Run } from './run.ts'
import { whyClosed } from './why-closed.ts'

/** What a {@link Follower} calls. */
export type Follows = {
  /** Looks at the log. Told how far it goes at the least, or `Infinity`: that is to be found out. Must not reject. */
  readonly look: (run: Run, lastPosition: number) => Promise<unknown>
  /** Whether there is a reason to look at a log that goes so far. */
  readonly isNews: (lastPosition: number) => boolean
  /** The store was closed, which ended the run. */
  readonly onClosed: (reason: StoreClosed) => void
}

/** Looks at a log each time it may have grown, from a start to a stop. It may be started again. */
export class Follower {
  readonly #store: Pick<EventStore, 'onLogChange' | 'readAll'>
  readonly #follows: Follows
  #run: Run | undefined
  #hasNews = false
  #lastPosition = 0
  #looking: Promise<void> | undefined

  constructor(store: Pick<EventStore, 'onLogChange' | 'readAll'>, follows: Follows) {
    this.#store = store
    this.#follows = follows
  }

  /** From a start to its stop; none: stopped, or the store was closed. */
  get run(): Run | undefined {
    return this.#run
  }

  /**
   * Begins to listen. The first look is up to the caller: an append in between is heard of.
   *
   * @returns the run that begins; none: one was under way
   * @throws {@link StoreClosed}
   */
  start(): Run | undefined {
    if (this.#run) return undefined
    const unfollow = this.#store.onLogChange((lastPosition) => this.#hear(lastPosition))
    const run = new Run()
    run.signal.addEventListener('abort', unfollow)
    this.#run = run
    return run
  }

  /** @param reason if the store was closed */
  stop(reason?: StoreClosed): void {
    const run = this.#run
    this.#run = undefined
    run?.end(reason)
  }

  /** Looks, one look at a time. Any number of calls during a look lead to one more look. */
  follow(lastPosition: number = Infinity): Promise<void> {
    // News may be late or doubled.
    this.#lastPosition = Math.max(lastPosition, this.#hasNews ? this.#lastPosition : 0)
    this.#hasNews = true
    this.#looking ??= this.#lookAsLongAsThereIsNews()
    return this.#looking
  }

  /** Resolves when there is nothing left to look at. */
  async settled(): Promise<void> {
    await this.#looking
  }

  #hear(lastPosition: number | undefined): void {
    // A store notifies once more when it is closed.
    const closed = lastPosition === undefined ? whyClosed(this.#store) : undefined
    if (closed) {
      this.stop(closed)
      this.#follows.onClosed(closed)
    } else if (this.#follows.isNews(lastPosition ?? Infinity)) void this.follow(lastPosition)
  }

  async #lookAsLongAsThereIsNews(): Promise<void> {
    // Not at once: `follow` must know of this look before the next one is asked for.
    await undefined
    while (this.#hasNews && this.#run) {
      this.#hasNews = false
      await this.#follows.look(this.#run, this.#lastPosition)
    }
    this.#looking = undefined
  }
}
