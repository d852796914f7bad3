import { checkTotals } from '../check.ts'
import { GeneratedLog } from '../generated-events.ts'
import type { Contender, Log } from '../log.ts'

/** Number of events after the snapshot. */
const behindSnapshot = 100

const kept = new Map<number, Promise<Log>>()

export function keptName(size: number): string {
  return `kept ${size}`
}

/** Returns an open log of `size` events. The first call fills it. */
export function keptLog(contender: Contender, size: number): Promise<Log> {
  const log = kept.get(size) ?? filled(contender, size)
  kept.set(size, log)
  return log
}

/**
 * Closes and opens the log, because some contenders cache the events that they have read.
 *
 * @param whileClosed runs while the log is closed
 */
export async function reopenedLog(
  contender: Contender,
  size: number,
  whileClosed?: (name: string) => Promise<void>,
): Promise<Log> {
  const before = await keptLog(contender, size)
  await before.close()
  await whileClosed?.(keptName(size))
  const log = await contender.open(keptName(size))
  keepInstead(size, log)
  return log
}

/** Replaces the open log of a size by a newly opened one. */
export function keepInstead(size: number, log: Log): void {
  kept.set(size, Promise.resolve(log))
}

/** @returns the milliseconds that it took to fill the log */
export async function fillKeptLog(contender: Contender, size: number): Promise<number> {
  const start = performance.now()
  await keptLog(contender, size)
  return performance.now() - start
}

/** Reads a whole log in a new page, after another page filled it. */
export async function readAgain(contender: Contender, size: number): Promise<void> {
  const log = await contender.open(keptName(size))
  checkTotals(await log.totals(), size)
  await log.settle()
}

async function filled(contender: Contender, size: number): Promise<Log> {
  const log = await contender.open(keptName(size))
  const generated = new GeneratedLog(size)
  await log.load(generated, 0, size - behindSnapshot)
  await log.keepSnapshot()
  await log.load(generated, size - behindSnapshot, size)
  checkTotals(await log.totals(), size)
  await log.settle()
  return log
}
