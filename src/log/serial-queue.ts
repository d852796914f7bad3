import { orAborted } from './or-aborted.ts'

/** Runs one piece of work at a time, in the order of the calls. */
export class SerialQueue {
  #settled: Promise<void> = Promise.resolve()

  /** Settles when all work that was added so far has settled. Never rejects. */
  get settled(): Promise<void> {
    return this.#settled
  }

  /**
   * Starts work when all work before it has settled.
   *
   * @param signal ends the wait, and the work then never starts
   * @returns settles as the work does, or rejects with the signal's reason
   */
  run<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const before = this.#settled
    const result = orAborted(before, signal).then(work)
    // After an aborted wait, the work before it may still be running.
    this.#settled = Promise.allSettled([before, result]).then(() => {})
    return result
  }
}
