import { checkTotals } from '../check.ts'
import { GeneratedLog } from '../generated-events.ts'
import type { Log } from '../log.ts'
import { timed } from '../timed.ts'
import { reopenedLog } from './kept-log.ts'
import type { Work } from './work.ts'

/** Reads and folds the whole log from the database. */
export const replay: Work = {
  turn: async (contender, size) => replayed(await reopenedLog(contender, size), size),
}

/** A replay without the data that earlier replays left. */
export const firstReplay: Work = {
  async turn(contender, size) {
    const log = await reopenedLog(contender, size, contender.forgetReplays)
    const took = await replayed(log, size)
    await log.settle()
    return took
  },
}

let inMemory: Log | undefined

/** A replay of a store in memory. */
export const replayInMemory: Work = {
  async prepare(contender, size) {
    if (!contender.openInMemory) throw new Error('This contender has no store in memory')
    inMemory = await contender.openInMemory()
    await inMemory.load(new GeneratedLog(size), 0, size)
  },

  async turn(_, size) {
    if (!inMemory) throw new Error('Expected a call of prepare() first')
    return replayed(inMemory, size)
  },
}

async function replayed(log: Log, size: number): Promise<number> {
  const { took, result } = await timed(() => log.totals())
  checkTotals(result, size)
  return took
}
