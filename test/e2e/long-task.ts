import type { Browser } from 'playwright'
import { tasksDuring } from './tasks-during.ts'

/** From here on a browser calls a task long, in milliseconds. */
const long = 50
/**
 * How long the yardstick takes where the table in docs/performance.md was measured: reckoned, not measured. The limit, which replays
 * 100,000 events, took 271 ms there (`bench/RESULTS.md` of f95fd17); where it took 430 ms, the yardstick took 24 in the middle.
 */
const yardstickThere = 15
/** On a machine that is slower than this by comparison, we are too slow as well. */
const slowest = 4
const yardsticks = 21

/**
 * How long a task of ours may take, in milliseconds: what the browser calls long, on the machine of the table in docs/performance.md. A
 * slower one needs longer for the same work, whosever it is; how much longer, fixed work tells, on a page that has nothing of ours.
 */
export async function longTask(browser: Browser): Promise<number> {
  const page = await browser.newPage()
  const tasks = await tasksDuring(browser, page, async () => {
    for (let turn = 0; turn < yardsticks; turn++) await page.evaluate(yardstick)
  })
  await page.close()
  // The longest of thousands is what is judged: of the yardsticks, too, one of the longer ones counts, with a quarter above it.
  const [typical = 0] = tasks.toSorted((one, other) => other - one).slice(Math.floor(yardsticks / 4))
  const limit = long * Math.min(slowest, Math.max(1, typical / yardstickThere))
  console.log(`The yardstick takes ${typical.toFixed(1)} ms here: a task may take ${limit.toFixed(0)} ms`)
  return limit
}

/** Text, objects and numbers, and rubbish to collect, as in most of what pages do; in a task of its own. */
function yardstick(): Promise<number> {
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
