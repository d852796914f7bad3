import { type Rest, whenIdle } from '../log/breathe.ts'
import type { EventStore } from '../log/event-store.ts'

/** An event's place and time. */
type Sample = readonly [position: number, time: number]

const samplesWanted = 192

/**
 * When the events of a log were recorded, from samples: a few events, evenly spread over the log, are read while the page is
 * idle, and times never go back along the log, so what lies between two samples is known well enough to draw. It costs the
 * same for a million events as for a thousand. Of a stretch that is looked at closely, more samples are taken.
 */
export class TimeCurve {
  readonly #store: EventStore
  readonly #onChange: () => void
  readonly #rest: Rest
  /** In the order of their positions. */
  #samples: Sample[] = []
  #round: object | undefined

  constructor(store: EventStore, onChange: () => void, rest: Rest = whenIdle) {
    this.#store = store
    this.#onChange = onChange
    this.#rest = rest
  }

  /** How many events were looked at. */
  get size(): number {
    return this.#samples.length
  }

  /** Takes samples of stretches of the log, coarse ones first. A later call takes the place of one before it. */
  async sample(stretches: readonly { readonly from: number; readonly to: number }[]): Promise<void> {
    const round = {}
    this.#round = round
    for (const { from, to } of stretches) {
      for (const position of spread(Math.max(1, from), to)) {
        if (this.#has(position, (to - from) / samplesWanted / 2)) continue
        await this.#rest()
        // Who shows the timeline is told by the timeline what the log fails with.
        const time = await this.#timeOf(position).catch(() => undefined)
        if (this.#round !== round) return
        if (time === undefined) continue
        this.#samples.splice(this.#after(position), 0, [position, time])
        this.#onChange()
      }
    }
  }

  stop(): void {
    this.#round = undefined
  }

  /** After the log went back. */
  forget(): void {
    this.stop()
    this.#samples = []
  }

  /** When the event at a position was recorded, or about when. Undefined: nothing is known yet. */
  timeAt(position: number): number | undefined {
    return interpolated(this.#samples, position, 0, 1)
  }

  /** The position reached at a time, or about that; a fraction between two of them. */
  positionAt(time: number): number | undefined {
    return interpolated(this.#samples, time, 1, 0)
  }

  #has(position: number, tolerance: number): boolean {
    const index = this.#after(position)
    const near = [this.#samples[index - 1], this.#samples[index]]
    return near.some((sample) => sample && Math.abs(sample[0] - position) <= tolerance)
  }

  #after(position: number): number {
    return countUntil(this.#samples, (sample) => sample[0] <= position)
  }

  async #timeOf(position: number): Promise<number | undefined> {
    for await (const { recordedAt } of this.#store.readAll({ fromPosition: position, limit: 1 })) return recordedAt
    return undefined
  }
}

/** Both ends, then the middle, then the middles between those: a picture that becomes finer. */
function* spread(from: number, to: number): Generator<number> {
  if (to < from) return
  yield from
  if (to > from) yield to
  const finest = Math.min(samplesWanted, to - from)
  for (let parts = 2; parts / 2 < finest; parts *= 2) {
    for (let part = 1; part < parts; part += 2) yield Math.round(from + ((to - from) * part) / parts)
  }
}

function interpolated(samples: readonly Sample[], at: number, known: 0 | 1, wanted: 0 | 1): number | undefined {
  const index = countUntil(samples, (sample) => sample[known] <= at)
  const [before, after] = [samples[index - 1], samples[index]]
  if (!before || !after) return (before ?? after)?.[wanted]
  const share = (at - before[known]) / (after[known] - before[known])
  return before[wanted] + share * (after[wanted] - before[wanted])
}

/** How many of a list pass a test that, once failed, all later ones fail too. */
export function countUntil<Item>(items: readonly Item[], passes: (item: Item) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    // Between low and high there is one.
    if (passes(items[middle] as Item)) low = middle + 1
    else high = middle
  }
  return low
}
