import type { Browser, Page } from 'playwright'

type TraceEvent = { name: string; ph: string; tid: number; pid: number; tdur?: number; args: { name?: string } }

/**
 * How long each task of the page's main thread kept the processor, in milliseconds. Not how long it took: while this machine does
 * something else, nobody's task goes on.
 */
export async function tasksDuring(browser: Browser, page: Page, work: () => Promise<unknown>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', 'toplevel', '__metadata'] })
  await work()
  // A task is written down when it has ended, and what it says may arrive before that.
  await page.evaluate(() => new Promise((later) => setTimeout(later)))
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const mainThreads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
  return traceEvents
    .filter(({ name, ph }) => name === 'RunTask' && ph === 'X')
    .filter(({ pid, tid }) => mainThreads.some((thread) => thread.pid === pid && thread.tid === tid))
    .map(({ tdur = 0 }) => tdur / 1_000)
}
