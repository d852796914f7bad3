import type { Contender } from '../log.ts'

/** Something to be measured. */
export type Work = {
  /** Once in a run, before the first turn. */
  prepare?(contender: Contender, size: number): Promise<void>
  /**
   * Does the work once and proves that it was done.
   *
   * @param times how often within the turn, where the work leaves it open
   * @returns what is reported: mostly the milliseconds of one
   */
  turn(contender: Contender, size: number, times: number): Promise<number>
}
