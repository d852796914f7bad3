import type { Contender } from '../log.ts'

/** A task to measure. */
export type Work<Subject = Contender> = {
  /** Runs once before the first turn. */
  prepare?(contender: Subject, size: number): Promise<void>
  /**
   * Runs the task once and checks its result.
   *
   * @param times number of repetitions within the turn, for tasks that support it
   * @returns the value to report, usually the milliseconds for one repetition
   */
  turn(contender: Subject, size: number, times: number): Promise<number>
}
