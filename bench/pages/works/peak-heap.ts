import { checkTotals } from '../check.ts'
import { reopenedLog } from './kept-log.ts'
import type { Work } from './work.ts'

declare global {
  interface Performance {
    /** Only in Chromium. Exact if it was started with `--enable-precise-memory-info`. */
    readonly memory?: { readonly usedJSHeapSize: number }
  }
}

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

// `performance.memory` returns a new, constant object at each access.
function heapSize(): number {
  const { memory } = performance
  if (!memory) throw new Error('This browser does not report the size of its heap')
  return memory.usedJSHeapSize
}
