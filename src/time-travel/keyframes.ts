import { sizeOf } from './state-size.ts'

/** The states of all projections at a position. They never change. */
export type Keyframe = {
  readonly position: number
  /** Id of the event at the position. */
  readonly eventId: string
  readonly states: readonly unknown[]
}

/** A state, and the place of the last event folded into it. */
type FoldedState = { readonly state: unknown; readonly position: number; readonly eventId: string }

/** Returns a keyframe of the folds, or `undefined` while they have different positions. */
export function keyframeOf(folds: readonly FoldedState[]): Keyframe | undefined {
  const [first] = folds
  if (!first || folds.some(({ position }) => position !== first.position)) return undefined
  const { position, eventId } = first
  return { position, eventId, states: folds.map(({ state }) => state) }
}

/** A keyframe, and the memory of its states that the keyframe before it does not share. */
type Kept = Keyframe & {
  bytes: number
  /** Whether a keyframe before this one was dropped since its memory was counted. */
  isEstimate: boolean
}

/** The number of events that one read returns. With a keyframe at the start of each block, each seek needs one read. */
export const blockSize = 512

/** The minimum number of events between two stored keyframes. */
export const storedStep: number = 8 * blockSize

const smallestStep = 8
const bytesAtSmallestStep = 2 * 1024

/**
 * The keyframes in memory: many near the shown position, few elsewhere. Their positions are multiples of a step. When they exceed
 * the budget, the step doubles and every other keyframe is dropped. The beginning and the shown position always stay.
 *
 * States share the parts that did not change between them. The memory of a keyframe counts only the parts that the one before it lacks.
 */
export class Keyframes {
  readonly #budget: number
  readonly #kept: Kept[] = []
  #bytes = 0
  #near = 0
  /** The memory of the last three keyframes when they were added. */
  readonly #costs: number[] = []
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
    const isShown = position === this.#near || (position === this.#near - 1 && stepFor(this.#cost) === smallestStep)
    return isShown || position % this.#stepAt(position) === 0
  }

  add(keyframe: Keyframe): void {
    const index = this.#kept.findLastIndex(({ position }) => position <= keyframe.position)
    if (this.#kept[index]?.position === keyframe.position) return
    const bytes = sizeOf(keyframe.states, this.#kept[index]?.states)
    this.#kept.splice(index + 1, 0, { ...keyframe, bytes, isEstimate: false })
    // The next keyframe may share more with this one.
    const next = this.#kept[index + 2]
    if (next) next.isEstimate = true
    this.#bytes += bytes
    const { position } = this.#kept[index] ?? { position: -Infinity }
    // A fold that started elsewhere, such as at a snapshot, shares nothing with the keyframe before. Its first keyframe says nothing about
    // the next ones.
    if (keyframe.position - position <= this.#step) this.#costs.splice(0, Infinity, bytes, ...this.#costs.slice(0, 2))
    this.#keepToBudget()
  }

  /** Returns the next position after a position for which a keyframe is made. */
  after(position: number): number {
    const step = this.#stepAt(position)
    return position - (position % step) + step
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
    const { position: end } = this.before(Infinity)
    const least = stepFor(this.#cost)
    while (this.#step < least || (this.#isOverBudget() && this.#step <= end)) {
      this.#step *= 2
      this.#thin()
    }
  }

  /** The usual memory of a keyframe. The smallest of the last ones counts, because the step never decreases. */
  get #cost(): number {
    return this.#costs.length === 0 ? 0 : Math.min(...this.#costs)
  }

  #isOverBudget(): boolean {
    if (this.#bytes <= this.#budget) return false
    for (const [index, keyframe] of this.#kept.entries()) {
      if (!keyframe.isEstimate) continue
      keyframe.bytes = sizeOf(keyframe.states, this.#kept[index - 1]?.states)
      keyframe.isEstimate = false
    }
    this.#countBytes()
    return this.#bytes > this.#budget
  }

  #thin(): void {
    const kept: Kept[] = []
    let dropped = 0
    for (const keyframe of this.#kept) {
      if (!this.belongsAt(keyframe.position)) {
        dropped += keyframe.bytes
        continue
      }
      // This keyframe may contain parts that it shared only with the dropped keyframes.
      if (dropped > 0) {
        keyframe.bytes += dropped
        keyframe.isEstimate = true
        dropped = 0
      }
      kept.push(keyframe)
    }
    this.#kept.splice(0, Infinity, ...kept)
    this.#countBytes()
  }

  #countBytes(): void {
    this.#bytes = this.#kept.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  #stepAt(position: number): number {
    if (Math.abs(position - this.#near) > blockSize) return this.#step
    return Math.min(this.#step, (stepFor(this.#cost) * this.#step) / blockSize)
  }
}

/** Returns the number of events whose folding takes about as long as a keyframe of this size. */
function stepFor(bytes: number): number {
  let step = smallestStep
  while (step * bytesAtSmallestStep < bytes * smallestStep) step *= 2
  return step
}
