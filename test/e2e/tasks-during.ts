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
 * something else, nobody's task goes on. Those in which the test itself looks around on the page are left out.
 */
export async function tasksDuring(browser: Browser, page: Page, work: () => Promise<unknown>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', 'toplevel', '__metadata'] })
  await work()
  // A task is written down when it has ended, and what it says may arrive before that.
  await page.evaluate(() => new Promise((later) => setTimeout(later)))
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const mainThreads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
  const events = traceEvents.filter(({ pid, tid }) =>
    mainThreads.some((thread) => thread.pid === pid && thread.tid === tid),
  )
  const asked = events.filter(
    ({ args }) => args.chrome_mojo_event_info?.mojo_interface_tag === 'blink.mojom.DevToolsSession',
  )
  return events
    .filter(({ name, ph }) => name === 'RunTask' && ph === 'X')
    .filter(({ ts, dur = 0 }) => !asked.some((question) => question.ts >= ts && question.ts <= ts + dur))
    .map(({ tdur = 0 }) => tdur / 1_000)
}
