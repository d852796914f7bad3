import { checkTotals } from '../check.ts'
import { reopenedLog } from './kept-log.ts'
import type { Work } from './work.ts'

declare global {
  interface Performance {
    /** Chromium's, exact when it was started with `--enable-precise-memory-info`. */
    readonly memory?: { readonly usedJSHeapSize: number }
  }
}

/** How far the heap grows while everything is replayed. @returns bytes, rubbish that is not collected yet included */
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

// Each look at `performance.memory` gives a new object, which does not change any more.
function heapSize(): number {
  const { memory } = performance
  if (!memory) throw new Error('this browser does not tell the size of its heap')
  return memory.usedJSHeapSize
}
