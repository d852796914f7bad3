import { sizeOf } from './state-size.ts'

/** The states of all projections as of a position, which are never changed. */
export type Keyframe = {
  readonly position: number
  /** Id of the event there. */
  readonly eventId: string
  readonly states: readonly unknown[]
}

type Kept = Keyframe & { readonly bytes: number }

/** How many events are read at a time: with a keyframe at the start of each block, a seek anywhere costs one such read. */
export const blockSize = 512

/** Events between two keyframes that are stored, at the least. */
export const storedStep: number = 8 * blockSize

const smallestStep = 64
const bytesAtSmallestStep = 16 * 1024

/**
 * A ladder of keyframes in memory, dense where the person is and thin elsewhere. They stand at multiples of a step; when they
 * outgrow the budget, the step doubles and every other one goes. What is kept at any rate is the beginning and where the
 * person is.
 */
export class Keyframes {
  readonly #budget: number
  readonly #kept: Kept[] = []
  #bytes = 0
  #near = 0
  /** Positions between two of them, far from the person. */
  #step = blockSize

  /** @param budget in bytes */
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

  /** The newest at or before a position. */
  before(position: number): Kept {
    // There is always the one at the beginning.
    return this.#kept.findLast((keyframe) => keyframe.position <= position) as Kept
  }

  /** Whether a keyframe is worth its memory at a position. */
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

  /** The person goes there. */
  moveTo(position: number): void {
    this.#near = position
    this.#thin()
    this.#keepToBudget()
  }

  /** The last position at which a keyframe belongs and is not: before the person if there is one, else at all. */
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

/** So many events are folded in about the time in which a state of this size is copied. */
function stepFor(bytes: number): number {
  let step = smallestStep
  while (step * bytesAtSmallestStep < bytes * smallestStep) step *= 2
  return step
}
