/**
 * Builds a step line as SVG path data. Of the points within `resolution` pixels, the line contains only the extremes
 * and the last point. The other points would not be visible.
 */
export class StepPath {
  readonly #resolution: number
  #path = ''
  #start: number | undefined
  #at = 0
  #x = 0
  #low = 0
  #high = 0
  #last = 0

  constructor(resolution = 1.5) {
    this.#resolution = resolution
  }

  /** The start of the line, or `undefined` without points. */
  get start(): number | undefined {
    return this.#start
  }

  /** Adds a point, which must not be left of the previous one. */
  add(x: number, y: number): void {
    const at = Math.floor(x / this.#resolution)
    if (this.#start !== undefined && at === this.#at) {
      this.#low = Math.min(this.#low, y)
      this.#high = Math.max(this.#high, y)
    } else {
      this.#path = this.#start === undefined ? `M${round(x)} ${round(y)}` : this.#drawn()
      this.#start ??= x
      this.#at = at
      this.#x = x
      this.#low = this.#high = y
    }
    this.#last = y
  }

  /** @param end the horizontal end of the last step */
  until(end: number): string {
    return this.#start === undefined ? '' : `${this.#drawn()}H${round(end)}`
  }

  #drawn(): string {
    const [x, low, high, last] = [this.#x, this.#low, this.#high, this.#last].map(round)
    if (this.#low === this.#high) return `${this.#path}H${x}V${last}`
    return `${this.#path}H${x}V${low}V${high}V${last}`
  }
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10
}
