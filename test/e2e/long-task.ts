import type { Browser } from 'playwright'
import { tasksDuring } from './tasks-during.ts'

/** Browsers call a task of at least this duration long, in milliseconds. */
const longTaskTime = 50
/**
 * The duration of the reference work on the machine of the published benchmarks, in milliseconds. It is estimated.
 * A replay of 100,000 events took 271 ms on that machine (`bench/RESULTS.md` of f95fd17).
 * On a machine where that replay took 430 ms, the median of the reference work was 24 ms.
 */
const referenceTime = 15
/** The largest allowed slowdown. On slower machines, the limit does not grow further. */
const maxSlowdown = 4
const referenceRuns = 21

/**
 * Returns the longest allowed task of the library, in milliseconds.
 * The limit is 50 ms on the machine of the published benchmarks and grows on slower machines.
 * Reference work on an empty page measures the speed of this machine.
 */
export async function longTask(browser: Browser): Promise<number> {
  const page = await browser.newPage()
  const tasks = await tasksDuring(browser, page, async () => {
    for (let turn = 0; turn < referenceRuns; turn++) await page.evaluate(referenceWork)
  })
  await page.close()
  // The tests check the longest of thousands of tasks. For a fair comparison, the upper quartile of the reference work counts.
  const [typical = 0] = tasks.toSorted((one, other) => other - one).slice(Math.floor(referenceRuns / 4))
  const limit = longTaskTime * Math.min(maxSlowdown, Math.max(1, typical / referenceTime))
  console.log(`The reference work takes ${typical.toFixed(1)} ms, so a task may take ${limit.toFixed(0)} ms`)
  return limit
}

/** Processes text, objects and numbers and creates garbage, like typical pages. Runs in a separate task. */
function referenceWork(): Promise<number> {
  return new Promise((resolve) => {
    setTimeout(() => {
      const records = Array.from({ length: 18_000 }, (_, index) => ({
        id: `record ${index}`,
        size: (index * 7_919) % 18_013,
      }))
      const sorted: typeof records = JSON.parse(JSON.stringify(records))
      sorted.sort((one, other) => one.size - other.size)
      const sizes = new Map(sorted.map(({ id, size }) => [id, size]))
      resolve(records.reduce((sum, { id }) => sum + (sizes.get(id) ?? 0), 0))
    })
  })
}
