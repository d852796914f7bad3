import type { EventStore } from '../log/event-store.ts'
import type { ParkedEvent } from '../log/log-storage.ts'
import { ofOneHistory } from '../log/one-history.ts'

/** A checkpoint, or the lack of one. */
type Progress = { readonly position: number | undefined; readonly parked: readonly ParkedEvent[] }

const none: Progress = { position: undefined, parked: [] }

/**
 * How far the reactor of a name got with a log. Every change is one transaction, whichever tab makes it. Once the log was replaced,
 * nothing changes any more: positions of the old log must not take the place of the new log's.
 */
export class ReactorCheckpoint {
  /** The events that positions are of. */
  readonly historyId: string
  readonly #store: Pick<EventStore, 'historyId' | 'checkpoints'>
  readonly #reactor: string

  constructor(store: Pick<EventStore, 'historyId' | 'checkpoints'>, reactor: string) {
    this.#store = store
    this.#reactor = reactor
    this.historyId = store.historyId
  }

  /** Whether the log was replaced since. */
  get isOutdated(): boolean {
    return this.#store.historyId !== this.historyId
  }

  async read(): Promise<Progress> {
    const checkpoint = await this.#store.checkpoints.read(this.#reactor)
    // A checkpoint of another log says nothing about this one.
    return checkpoint?.logId === this.#store.historyId ? checkpoint : none
  }

  /** @returns where to go on from: the checkpoint, or `start` if there is none */
  beginAt(start: number): Promise<number> {
    return this.#update(({ position = start, parked }) => ({ position, parked }))
  }

  async advance(position: number): Promise<void> {
    await this.#update(({ parked }) => ({ position, parked }))
  }

  /** Sets an event aside, and is past it: in one step, so that it is never both parked and still to come. */
  async park(event: ParkedEvent): Promise<void> {
    await this.#update(({ position = 0, parked }) => ({
      position: Math.max(position, event.position),
      parked: [...without(parked, event.position), event].sort((a, b) => a.position - b.position),
    }))
  }

  /** Notes another try, unless the event was unparked in the meantime. */
  async replaceParked(event: ParkedEvent): Promise<void> {
    await this.#update(({ position, parked }) => ({
      position,
      parked: parked.map((one) => (one.position === event.position ? event : one)),
    }))
  }

  /** @returns whether an event was parked there */
  async unpark(at: number): Promise<boolean> {
    let wasParked = false
    await this.#update(({ position, parked }) => {
      const others = without(parked, at)
      wasParked = others.length < parked.length
      return { position, parked: others }
    })
    return wasParked
  }

  async #update(change: (progress: Progress) => Progress): Promise<number> {
    const { historyId } = this
    const next = await this.#store.checkpoints.update(this.#reactor, (current) => {
      if (current && this.isOutdated) return current
      const { position = 0, parked } = change(current?.logId === historyId ? current : none)
      return { reactor: this.#reactor, logId: historyId, position, parked }
    })
    return next.position
  }
}

/** Where a reactor begins when no checkpoint is stored: behind a position of the events that the checkpoint is of. */
export type Begin = { readonly start: number; readonly checkpoint: ReactorCheckpoint }

export function beginOf(
  store: Pick<EventStore, 'historyId' | 'checkpoints' | 'lastPosition'>,
  reactor: string,
  fromPosition: number | 'now',
): Promise<Begin> {
  return ofOneHistory(store, async () => {
    const lastPosition = await store.lastPosition()
    const start = fromPosition === 'now' ? lastPosition : fromPosition - 1
    return { start, checkpoint: new ReactorCheckpoint(store, reactor) }
  })
}

function without(parked: readonly ParkedEvent[], at: number): ParkedEvent[] {
  return parked.filter(({ position }) => position !== at)
}
