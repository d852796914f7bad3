import type { Generation } from './row-storage.ts'

// Readers of the rows wait for a write, so a write must be short.
const millisecondsOfWrite = 100
const fewestRows = 250
const mostRows = 5_000

// No code reads rows during the first pass. Fewer writes store fewer rows in total, because more events change the same row.
const mostRowsBuilding = 20_000
// A crash loses the work since the last write. Writes take at most a tenth of the time.
const timeBetweenWrites = 10
const shortestTimeBetweenWrites = 2_000
const eventsBetweenTimeChecks = 64

/** Decides when to write changed rows, by the time that earlier writes took. */
export class WriteSize {
  #perRow = 0.1
  #lastWrite = performance.now()
  #lastDuration = 0
  #calls = 0

  /** Returns whether it is time to write this number of changed rows. Call this after each event. */
  isReached(rows: number, state: Generation['state']): boolean {
    if (state === 'building') {
      if (rows >= mostRowsBuilding) return true
      const pause = Math.max(shortestTimeBetweenWrites, timeBetweenWrites * this.#lastDuration)
      this.#calls += 1
      return rows > 0 && this.#calls % eventsBetweenTimeChecks === 0 && performance.now() - this.#lastWrite > pause
    }
    return rows >= Math.max(fewestRows, Math.min(mostRows, millisecondsOfWrite / this.#perRow))
  }

  /** Runs a write, and measures its time. */
  async measure<Result>(rows: number, write: () => Promise<Result>): Promise<Result> {
    const start = performance.now()
    const result = await write()
    this.#lastWrite = performance.now()
    this.#lastDuration = this.#lastWrite - start
    // The time of a small write is mostly that of the transaction.
    if (rows >= fewestRows) this.#perRow = this.#lastDuration / rows
    return result
  }
}
