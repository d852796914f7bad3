import { sizeOf } from './state-size.ts'

/** The states of all projections at a position. They never change. */
export type Keyframe = {
  readonly position: number
  /** Id of the event at the position. */
  readonly eventId: string
  readonly states: readonly unknown[]
}

type Kept = Keyframe & { readonly bytes: number }

/** The number of events that one read returns. With a keyframe at the start of each block, each seek needs one read. */
export const blockSize = 512

/** The minimum number of events between two stored keyframes. */
export const storedStep: number = 8 * blockSize

const smallestStep = 64
const bytesAtSmallestStep = 16 * 1024

/**
 * The keyframes in memory: many near the shown position, few elsewhere. Their positions are multiples of a step. When they exceed
 * the budget, the step doubles and every other keyframe is dropped. The beginning and the shown position always stay.
 */
export class Keyframes {
  readonly #budget: number
  readonly #kept: Kept[] = []
  #bytes = 0
  #near = 0
  /** The distance between two keyframes that are far from the shown position. */
  #step = blockSize

  /** @param budget memory for the keyframes, in bytes @param beginning the keyframe at position 0 */
  constructor(budget: number, beginning: Keyframe) {
    this.#budget = budget
    this.add(beginning)
  }

  get step(): number {
    return this.#step
  }

  get positions(): number[] {
    return this.#kept.map(({ position }) => position)
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Returns the newest keyframe at or before a position. */
  before(position: number): Kept {
    // There is always a keyframe at the beginning.
    return this.#kept.findLast((keyframe) => keyframe.position <= position) as Kept
  }

  /** Returns whether to keep a keyframe at a position. */
  belongsAt(position: number): boolean {
    return position === this.#near || position % this.#stepAt(position) === 0
  }

  add(keyframe: Keyframe): void {
    const index = this.#kept.findLastIndex(({ position }) => position <= keyframe.position)
    if (this.#kept[index]?.position === keyframe.position) return
    const bytes = sizeOf(keyframe.states)
    this.#kept.splice(index + 1, 0, { ...keyframe, bytes })
    this.#bytes += bytes
    this.#keepToBudget()
  }

  /** Sets the shown position. */
  moveTo(position: number): void {
    this.#near = position
    this.#thin()
    this.#keepToBudget()
  }

  /** Returns the last position without a keyframe: before the shown position if possible, otherwise anywhere. */
  missing(lastPosition: number): number | undefined {
    const kept = new Set(this.positions)
    for (const end of [this.#near, lastPosition]) {
      for (let position = end - (end % this.#step); position > 0; position -= this.#step) {
        if (!kept.has(position)) return position
      }
    }
    return undefined
  }

  #keepToBudget(): void {
    const { position: end, bytes } = this.before(Infinity)
    const least = stepFor(bytes)
    while (this.#step < least || (this.#bytes > this.#budget && this.#step <= end)) {
      this.#step *= 2
      this.#thin()
    }
  }

  #thin(): void {
    const kept = this.#kept.filter(({ position }) => this.belongsAt(position))
    this.#kept.splice(0, Infinity, ...kept)
    this.#bytes = kept.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  #stepAt(position: number): number {
    if (Math.abs(position - this.#near) > blockSize) return this.#step
    return Math.min(this.#step, (stepFor(this.before(this.#near).bytes) * this.#step) / blockSize)
  }
}

/** Returns the number of events whose folding takes about as long as a copy of a state of this size. */
function stepFor(bytes: number): number {
  let step = smallestStep
  while (step * bytesAtSmallestStep < bytes * smallestStep) step *= 2
  return step
}
