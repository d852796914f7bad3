import { withWebLocks } from './web-locks.ts'

/** Runs work, or skips the work while another tab runs it. Without Web Locks, every tab runs the work, so the work must be idempotent. */
export function inOneTab(name: string, work: () => Promise<void>): Promise<void> {
  return withWebLocks(
    (locks, onAnswer) =>
      locks.request(name, { ifAvailable: true }, async (lock) => {
        onAnswer()
        if (lock) await work()
      }),
    work,
  )
}
