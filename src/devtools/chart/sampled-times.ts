import { eventAt } from '../../log/event-at.ts'
import type { EventStore } from '../../log/event-store.ts'
import { whenIdle, type Yield } from '../../platform/yield-to-main-thread.ts'
import { partitionPoint } from '../partition-point.ts'

/** The position of an event and the time when the event was recorded. */
type Sample = readonly [position: number, time: number]

const targetSamples = 192

/**
 * Estimates when events were recorded, from a few samples. While the page is idle, the class reads events that are spread
 * evenly over the log. Times never decrease along the log, so interpolation is exact enough for a chart. The cost does
 * not depend on the length of the log. Zoomed ranges receive additional samples.
 */
export class SampledTimes {
  readonly #store: EventStore
  readonly #onChange: () => void
  readonly #yieldNow: Yield
  /** In ascending order of positions. */
  #samples: Sample[] = []
  #round: object | undefined

  constructor(store: EventStore, onChange: () => void, yieldNow: Yield = whenIdle) {
    this.#store = store
    this.#onChange = onChange
    this.#yieldNow = yieldNow
  }

  /** The number of samples. */
  get size(): number {
    return this.#samples.length
  }

  /** Samples ranges of the log, from coarse to fine. A later call replaces an earlier one. */
  async sample(ranges: readonly { readonly from: number; readonly to: number }[]): Promise<void> {
    const round = {}
    this.#round = round
    for (const { from, to } of ranges) {
      for (const position of coarseToFine(Math.max(1, from), to)) {
        if (this.#has(position, (to - from) / targetSamples / 2)) continue
        await this.#yieldNow()
        // The timeline reports the error that made the read fail.
        const time = await this.#timeOf(position).catch(() => undefined)
        if (this.#round !== round) return
        if (time === undefined) continue
        this.#samples.splice(this.#indexAfter(position), 0, [position, time])
        this.#onChange()
      }
    }
  }

  stop(): void {
    this.#round = undefined
  }

  /** Discards all samples, because the log was rewound. */
  forget(): void {
    this.stop()
    this.#samples = []
  }

  /** Returns the approximate time when the event at a position was recorded, or `undefined` without samples. */
  timeAt(position: number): number | undefined {
    return interpolated(this.#samples, position, 0, 1)
  }

  /** Returns the approximate position at a time. It can be a fraction. */
  positionAt(time: number): number | undefined {
    return interpolated(this.#samples, time, 1, 0)
  }

  #has(position: number, tolerance: number): boolean {
    const index = this.#indexAfter(position)
    const near = [this.#samples[index - 1], this.#samples[index]]
    return near.some((sample) => sample && Math.abs(sample[0] - position) <= tolerance)
  }

  #indexAfter(position: number): number {
    return partitionPoint(this.#samples, (sample) => sample[0] <= position)
  }

  async #timeOf(position: number): Promise<number | undefined> {
    return (await eventAt(this.#store, position, 0))?.recordedAt
  }
}

/** Yields both ends, then the middle, then the middles of the halves, so that the chart becomes gradually finer. */
function* coarseToFine(from: number, to: number): Generator<number> {
  if (to < from) return
  yield from
  if (to > from) yield to
  const finest = Math.min(targetSamples, to - from)
  for (let parts = 2; parts / 2 < finest; parts *= 2) {
    for (let part = 1; part < parts; part += 2) yield Math.round(from + ((to - from) * part) / parts)
  }
}

function interpolated(samples: readonly Sample[], at: number, known: 0 | 1, wanted: 0 | 1): number | undefined {
  const index = partitionPoint(samples, (sample) => sample[known] <= at)
  const [before, after] = [samples[index - 1], samples[index]]
  if (!before || !after) return (before ?? after)?.[wanted]
  const share = (at - before[known]) / (after[known] - before[known])
  return before[wanted] + share * (after[wanted] - before[wanted])
}
