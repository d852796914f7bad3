import { expect, onTestFinished, vi } from 'vitest'
import { openRaw } from '../faults/raw-database.ts'

/** Until the test is over, timers go off when they are told to. */
export function stopTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
}

/**
 * From now on time passes when it is told to: how fast the machine is decides nothing.
 *
 * @returns waits for a promise for so many milliseconds, a twentieth of them at a time; between two of these the database gets
 * as much real time as it takes to answer somebody else
 */
export function letTimePass(): (promise: Promise<unknown>, most: number) => Promise<void> {
  stopTime()
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
    expect(isSettled, `whether it is settled within ${most} ms`).toBe(true)
  }
}

/** The database answers a request that has nothing to do with any other. */
async function roundTrip(): Promise<void> {
  const database = await openRaw(`round-trip-${crypto.randomUUID()}`)
  const { name } = database
  database.close()
  await new Promise((resolve) => {
    indexedDB.deleteDatabase(name).onsuccess = resolve
  })
}
