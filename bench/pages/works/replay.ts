import { checkTotals } from '../check.ts'
import { GeneratedLog } from '../generated-events.ts'
import type { Log } from '../log.ts'
import { timed } from '../timed.ts'
import { reopenedLog } from './kept-log.ts'
import type { Work } from './work.ts'

/** Everything from the database, folded. */
export const replay: Work = {
  turn: async (contender, size) => replayed(await reopenedLog(contender, size), size),
}

/** The same when nothing was left behind by a replay before. */
export const firstReplay: Work = {
  async turn(contender, size) {
    const log = await reopenedLog(contender, size, contender.forgetReplays)
    const took = await replayed(log, size)
    await log.settle()
    return took
  },
}

let inMemory: Log | undefined

/** The same in a store that keeps everything in memory. */
export const replayInMemory: Work = {
  async prepare(contender, size) {
    if (!contender.openInMemory) throw new Error('this contender has no store in memory')
    inMemory = await contender.openInMemory()
    await inMemory.load(new GeneratedLog(size), 0, size)
  },

  async turn(_, size) {
    if (!inMemory) throw new Error('prepare() comes first')
    return replayed(inMemory, size)
  },
}

async function replayed(log: Log, size: number): Promise<number> {
  const { took, result } = await timed(() => log.totals())
  checkTotals(result, size)
  return took
}
