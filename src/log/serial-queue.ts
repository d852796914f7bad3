import { orAborted } from './while-open.ts'

/** Runs one piece of work at a time, in the order of the calls. */
export class SerialQueue {
  #settled: Promise<void> = Promise.resolve()

  /** Settles when all work that was added so far has settled. Never rejects. */
  get settled(): Promise<void> {
    return this.#settled
  }

  /**
   * Starts `work` when all work before it has settled.
   *
   * @param signal ends the wait; then the work never starts
   * @returns a promise that settles like the work, or rejects with the signal's reason
   */
  run<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const before = this.#settled
    const result = orAborted(before, signal).then(work)
    // An aborted wait rejects `result` while the work before it may still be running.
    this.#settled = Promise.allSettled([before, result]).then(() => {})
    return result
  }
}
