import { checkTotals } from '../check.ts'
import { timed } from '../timed.ts'
import { keepInstead, keptLog, keptName } from './kept-log.ts'
import type { Work } from './work.ts'

/** Opens a log and computes its state, from a snapshot a hundred events before the end. The page is already loaded. */
export const opening: Work = {
  async turn(contender, size) {
    const before = await keptLog(contender, size)
    await before.close()
    const { took, result } = await timed(async () => {
      const log = await contender.open(keptName(size))
      return { log, totals: await log.firstTotals() }
    })
    keepInstead(size, result.log)
    checkTotals(result.totals, size)
    return took
  },
}
