import type { EventStore } from '../../log/event-store.ts'
import { SampledTimes } from './sampled-times.ts'
import { type PositionRange, type Scale, type Spread, scaleOf, zoomed } from './scale.ts'

/** The range of positions that the slider spans, and its distribution over the width. */
export class SliderRange {
  readonly times: SampledTimes
  spread: Spread = 'events'
  readonly #lastPosition: () => number
  readonly #onChange: () => void
  #zoom: PositionRange | undefined

  constructor(store: EventStore, lastPosition: () => number, onChange: () => void) {
    this.times = new SampledTimes(store, onChange)
    this.#lastPosition = lastPosition
    this.#onChange = onChange
  }

  /** The zoomed range, or `undefined` if the slider spans the whole log. */
  get zoom(): PositionRange | undefined {
    return this.#zoom
  }

  /** The scale of the range that the slider spans. */
  get scale(): Scale {
    return this.#zoom ? scaleOf(this.#zoom, this.spread, this.times) : this.whole
  }

  /** The scale of the whole log. */
  get whole(): Scale {
    return scaleOf({ from: 0, to: this.#lastPosition() }, this.spread, this.times)
  }

  /**
   * Zooms around a point of the width.
   *
   * @param share from 0 to 1
   * @param factor below 1 to zoom in, above 1 to zoom out
   */
  zoomBy(factor: number, share: number): void {
    this.zoomTo(zoomed(this.scale, share, factor, this.#lastPosition()))
  }

  zoomTo(range: PositionRange | undefined): void {
    this.#zoom = range
    this.sample()
    this.#onChange()
  }

  /** Moves the zoomed range if it does not contain a position. */
  keepInRange(position: number): void {
    const zoom = this.#zoom
    if (!zoom || (position >= zoom.from && position <= zoom.to)) return
    const length = zoom.to - zoom.from
    const from = Math.min(Math.max(0, position - Math.round(length / 2)), this.#lastPosition() - length)
    this.zoomTo({ from, to: from + length })
  }

  /** Reads recording times for the chart: first of the zoomed range, then of the whole log. */
  sample(): void {
    const whole = { from: 1, to: this.#lastPosition() }
    void this.times.sample(this.#zoom ? [this.#zoom, whole] : [whole])
  }

  /** Discards samples and zoom, because the log was rewound. */
  forget(): void {
    this.times.forget()
    this.#zoom = undefined
  }

  stop(): void {
    this.times.stop()
  }
}
