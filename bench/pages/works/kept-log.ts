import { checkTotals } from '../check.ts'
import { GeneratedLog } from '../generated-events.ts'
import type { Contender, Log } from '../log.ts'

/** How many events there are behind the snapshot. */
const behindSnapshot = 100

const kept = new Map<number, Promise<Log>>()

export function keptName(size: number): string {
  return `kept ${size}`
}

/** A log of this many events, filled when it is first asked for and kept open for whoever reads it. */
export function keptLog(contender: Contender, size: number): Promise<Log> {
  const log = kept.get(size) ?? filled(contender, size)
  kept.set(size, log)
  return log
}

/**
 * The same, with nothing of it in memory any more: some keep what they have read.
 *
 * @param meanwhile what to do with it while it is closed
 */
export async function reopenedLog(
  contender: Contender,
  size: number,
  meanwhile?: (name: string) => Promise<void>,
): Promise<Log> {
  const before = await keptLog(contender, size)
  await before.close()
  await meanwhile?.(keptName(size))
  const log = await contender.open(keptName(size))
  keepInstead(size, log)
  return log
}

/** Puts a log that was opened anew in the place of the one kept. */
export function keepInstead(size: number, log: Log): void {
  kept.set(size, Promise.resolve(log))
}

/** @returns the milliseconds that it took to fill the log */
export async function fillKeptLog(contender: Contender, size: number): Promise<number> {
  const start = performance.now()
  await keptLog(contender, size)
  return performance.now() - start
}

/** Reads, in a page that is new, all of a log that another page filled. */
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
