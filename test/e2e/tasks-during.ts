import type { Browser, Page } from 'playwright'

type TraceEvent = {
  readonly name: string
  readonly ph: string
  readonly tid: number
  readonly pid: number
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
  readonly args: { readonly name?: string; readonly chrome_mojo_event_info?: { readonly mojo_interface_tag?: string } }
}

/**
 * How long each task of the page's main thread kept the processor, in milliseconds. Not how long it took: while this machine does
 * something else, nobody's task goes on.
 *
 * Left out are those in which the driver of the test asks the page: it searches whole documents. So what a function that the test
 * evaluates does before its first await is not seen; what a click, a key or a moving mouse leads to is.
 */
export async function tasksDuring(browser: Browser, page: Page, work: () => Promise<unknown>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', 'toplevel', '__metadata'] })
  await work()
  // A task is written down when it has ended, and what it says may arrive before that.
  await page.evaluate(() => new Promise((later) => setTimeout(later)))
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const mainThreads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
  const tasks = traceEvents
    .filter(({ name, ph }) => name === 'RunTask' && ph === 'X')
    .filter((task) => mainThreads.some((thread) => isSameThread(thread, task)))
  const questions = traceEvents.filter(
    ({ args }) => args.chrome_mojo_event_info?.mojo_interface_tag === 'blink.mojom.DevToolsSession',
  )
  const [asked, ours] = [true, false].map((isAsked) =>
    tasks
      .filter((task) => questions.some((question) => isWithin(question, task)) === isAsked)
      .map(({ tdur = 0 }) => tdur / 1_000),
  )
  // Else a browser that calls them something else would never have one that takes long.
  if (!ours?.some((time) => time > 0)) throw new Error('the trace holds no task of the page that took any time')
  console.log(
    `Left out: ${asked?.length} tasks, the longest of which took ${Math.max(0, ...(asked ?? [])).toFixed(1)} ms`,
  )
  return ours
}

function isSameThread(one: TraceEvent, other: TraceEvent): boolean {
  return one.pid === other.pid && one.tid === other.tid
}

function isWithin(event: TraceEvent, task: TraceEvent): boolean {
  return isSameThread(event, task) && event.ts >= task.ts && event.ts <= task.ts + (task.dur ?? 0)
}
