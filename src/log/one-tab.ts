import { withWebLocks } from './web-locks.ts'

/**
 * Does work that one tab at a time is enough for, and not at all while another one does it. Without Web Locks, it is done all
 * the same: it must be harmless to do twice.
 */
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
