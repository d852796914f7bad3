import { expect, onTestFinished, vi } from 'vitest'
import { openRaw } from '../faults/raw-database.ts'

/** Uses fake timers for one test. */
export function useFakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
}

/**
 * Uses fake timers for one test, so that the speed of the machine does not matter.
 *
 * @returns a function that waits for a promise for at most `most` milliseconds of fake time, in 20 steps. Between two steps the
 * database gets enough real time to answer another request.
 */
export function useFakeTime(): (promise: Promise<unknown>, most: number) => Promise<void> {
  useFakeTimers()
  return async (promise, most) => {
    let isSettled = false
    const settle = (): void => {
      isSettled = true
    }
    promise.then(settle, settle)
    for (let step = 0; step < 20 && !isSettled; step += 1) {
      await roundTrip()
      if (!isSettled) await vi.advanceTimersByTimeAsync(most / 20)
    }
    for (let turn = 0; turn < 20 && !isSettled; turn += 1) await roundTrip()
    expect(isSettled, `whether the promise settles within ${most} ms`).toBe(true)
  }
}

/** Resolves when the database has answered an unrelated request. */
async function roundTrip(): Promise<void> {
  const database = await openRaw(`round-trip-${crypto.randomUUID()}`)
  const { name } = database
  database.close()
  await new Promise((resolve) => {
    indexedDB.deleteDatabase(name).onsuccess = resolve
  })
}
