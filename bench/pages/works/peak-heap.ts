import { checkTotals } from '../check.ts'
import { heapSize } from '../heap-size.ts'
import { reopenedLog } from './kept-log.ts'
import type { Work } from './work.ts'

/** Measures the growth of the heap during a replay. @returns bytes, including garbage that is not collected yet */
export const peakHeap: Work = {
  async turn(contender, size) {
    const log = await reopenedLog(contender, size)
    window.gc?.()
    const before = heapSize()
    let peak = before
    const look = (): void => {
      peak = Math.max(peak, heapSize())
    }
    const looking = setInterval(look, 5)
    const totals = await log.totals()
    look()
    clearInterval(looking)
    checkTotals(totals, size)
    return peak - before
  },
}
