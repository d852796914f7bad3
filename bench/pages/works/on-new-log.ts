import type { Contender, Log } from '../log.ts'

/** Works on a log that is new, and removes it whatever happens. */
export async function onNewLog<Result>(contender: Contender, work: (log: Log) => Promise<Result>): Promise<Result> {
  const log = await contender.open('new')
  try {
    return await work(log)
  } finally {
    await log.close()
    await contender.remove('new')
  }
}
