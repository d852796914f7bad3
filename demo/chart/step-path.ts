/**
 * A line that keeps its level until the next point, as SVG path data. However many points are added, of those that
 * share a sliver of `resolution` pixels only the extremes and the last are drawn: nobody could tell them apart.
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

  /** Where it begins; undefined: it has no points. */
  get start(): number | undefined {
    return this.#start
  }

  /** A point at or to the right of those before it. */
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

  /** @param end where the last level ends */
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
