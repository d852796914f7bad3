import type { Contender, Log } from '../log.ts'

/** Runs a function on a new log, and always removes the log. */
export async function onNewLog<Result>(contender: Contender, work: (log: Log) => Promise<Result>): Promise<Result> {
  const log = await contender.open('new')
  try {
    return await work(log)
  } finally {
    await log.close()
    await contender.remove('new')
  }
}
