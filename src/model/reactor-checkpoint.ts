import type { EventStore } from '../log/event-store.ts'
import type { ParkedEvent } from '../log/stored-checkpoints.ts'
import { withinOneHistory } from '../log/within-one-history.ts'

/** The content of a checkpoint. `position` is undefined if no checkpoint is stored. */
type Progress = { readonly position: number | undefined; readonly parked: readonly ParkedEvent[] }

const none: Progress = { position: undefined, parked: [] }

/**
 * Stores the progress of a reactor: its position in the log and its parked events. Each change is one transaction, in any tab.
 * After the log was replaced, this object changes nothing: positions of the old log must not overwrite those of the new one.
 */
export class ReactorCheckpoint {
  /** The {@link EventStore.historyId} of the log that the positions belong to. */
  readonly historyId: string
  readonly #store: Pick<EventStore, 'historyId' | 'checkpoints'>
  readonly #reactor: string

  constructor(store: Pick<EventStore, 'historyId' | 'checkpoints'>, reactor: string) {
    this.#store = store
    this.#reactor = reactor
    this.historyId = store.historyId
  }

  /** Whether the log was replaced after this object was created. */
  get isOutdated(): boolean {
    return this.#store.historyId !== this.historyId
  }

  async read(): Promise<Progress> {
    const checkpoint = await this.#store.checkpoints.read(this.#reactor)
    // A checkpoint of another log is not valid for this log.
    return checkpoint?.logId === this.#store.historyId ? checkpoint : none
  }

  /** Stores `start` if there is no checkpoint. @returns the stored position, after which the reactor continues */
  beginAt(start: number): Promise<number> {
    return this.#update(({ position = start, parked }) => ({ position, parked }))
  }

  async advance(position: number): Promise<void> {
    await this.#update(({ parked }) => ({ position, parked }))
  }

  /** Parks an event and moves the position past it in one transaction. The event is thus never both parked and pending. */
  async park(event: ParkedEvent): Promise<void> {
    await this.#update(({ position = 0, parked }) => ({
      position: Math.max(position, event.position),
      parked: [...without(parked, event.position), event].sort((a, b) => a.position - b.position),
    }))
  }

  /** Updates the entry of a parked event, unless another tab has unparked it. */
  async replaceParked(event: ParkedEvent): Promise<void> {
    await this.#update(({ position, parked }) => ({
      position,
      parked: parked.map((one) => (one.position === event.position ? event : one)),
    }))
  }

  /** Unparks the event at a position. @returns whether an event was parked there */
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

/** The checkpoint of a reactor, and the position after which it starts if none is stored. Both belong to one history. */
export type Begin = { readonly start: number; readonly checkpoint: ReactorCheckpoint }

export function beginOf(
  store: Pick<EventStore, 'historyId' | 'checkpoints' | 'lastPosition'>,
  reactor: string,
  fromPosition: number | 'now',
): Promise<Begin> {
  return withinOneHistory(store, async () => {
    const lastPosition = await store.lastPosition()
    const start = fromPosition === 'now' ? lastPosition : fromPosition - 1
    return { start, checkpoint: new ReactorCheckpoint(store, reactor) }
  })
}

function without(parked: readonly ParkedEvent[], at: number): ParkedEvent[] {
  return parked.filter(({ position }) => position !== at)
}
