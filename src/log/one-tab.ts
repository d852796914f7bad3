/**
 * Does work that one tab at a time is enough for, and not at all while another one does it. Where there are no Web Locks, it is
 * done all the same: it must be harmless to do twice.
 */
export async function inOneTab(name: string, work: () => Promise<void>): Promise<void> {
  const locks: LockManager | undefined = globalThis.navigator?.locks
  if (!locks) return work()
  await locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : undefined))
}
