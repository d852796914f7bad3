import type { BankEvent } from '../../examples/bank-events.ts'
import { UnsupportedLog } from './log.ts'
import { apply, noTotals, type Totals, type TotalsAt } from './totals.ts'

/** The two kinds of state that an application would store. */
export type StateName = 'snapshot' | 'keyframe'

export const keyframeEvery = 1_000

/**
 * The code that an application would write around a database without projections: a table of states, and a keyframe every
 * thousand events for time travel.
 */
export abstract class HandWrittenLog extends UnsupportedLog {
  /** Calls `onPage` with the events after one position up to and including another, in batches of the best size. */
  protected abstract eachPage(
    after: number,
    atPosition: number,
    onPage: (events: readonly BankEvent[]) => void,
  ): Promise<void>

  protected abstract saveState(name: StateName, state: TotalsAt): Promise<unknown>

  protected abstract latestState(name: StateName, atOrBefore: number): Promise<TotalsAt | undefined>

  /** Calls the listener after each append of another tab. */
  protected onAppend(_listener: () => void): void {
    throw new Error('This contender does not receive appends of other tabs')
  }

  override async totals(): Promise<Totals> {
    return this.#foldOn(noTotals(), 0, Number.MAX_SAFE_INTEGER)
  }

  override async keepSnapshot(): Promise<void> {
    const totals = await this.totals()
    await this.saveState('snapshot', { position: totals.count, totals })
  }

  override firstTotals(): Promise<Totals> {
    return this.#foldFrom('snapshot', Number.MAX_SAFE_INTEGER)
  }

  override async prepareSeeking(): Promise<void> {
    const totals = noTotals()
    const keyframes: TotalsAt[] = []
    await this.eachPage(0, Number.MAX_SAFE_INTEGER, (events) => {
      for (const event of events) {
        apply(totals, event)
        if (totals.count % keyframeEvery === 0) {
          keyframes.push({ position: totals.count, totals: structuredClone(totals) })
        }
      }
    })
    for (const keyframe of keyframes) await this.saveState('keyframe', keyframe)
  }

  override totalsAt(position: number): Promise<Totals> {
    return this.#foldFrom('keyframe', position)
  }

  override async follow(onCount: (count: number) => void): Promise<void> {
    const totals = await this.totals()
    this.onAppend(async () => {
      await this.#foldOn(totals, totals.count, Number.MAX_SAFE_INTEGER)
      onCount(totals.count)
    })
    onCount(totals.count)
  }

  async #foldFrom(name: StateName, atPosition: number): Promise<Totals> {
    const state = await this.latestState(name, atPosition)
    return state ? this.#foldOn(state.totals, state.position, atPosition) : this.#foldOn(noTotals(), 0, atPosition)
  }

  async #foldOn(totals: Totals, after: number, atPosition: number): Promise<Totals> {
    await this.eachPage(after, atPosition, (events) => {
      for (const event of events) apply(totals, event)
    })
    return totals
  }
}
