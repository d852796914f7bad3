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
 * Returns the processor time of each task on the page's main thread, in milliseconds.
 * Wall-clock time would include delays by other processes of this machine.
 *
 * Excludes tasks that handle a command of the test driver, because the driver searches whole documents.
 * Code that runs before the first `await` of an evaluated function is therefore not measured. Input events are measured.
 */
export async function tasksDuring(browser: Browser, page: Page, work: () => Promise<unknown>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', 'toplevel', '__metadata'] })
  await work()
  // The trace contains a task only after the task has ended. That may be later than the result of `work`.
  await page.evaluate(() => new Promise((later) => setTimeout(later)))
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const mainThreads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
  const tasks = traceEvents
    .filter(({ name, ph }) => name === 'RunTask' && ph === 'X')
    .filter((task) => mainThreads.some((thread) => isSameThread(thread, task)))
  const commands = traceEvents.filter(
    ({ args }) => args.chrome_mojo_event_info?.mojo_interface_tag === 'blink.mojom.DevToolsSession',
  )
  const [driverTasks, pageTasks] = [true, false].map((isDriverTask) =>
    tasks
      .filter((task) => commands.some((command) => isWithin(command, task)) === isDriverTask)
      .map(({ tdur = 0 }) => tdur / 1_000),
  )
  // If a browser renamed these trace events, the test would otherwise always pass.
  if (!pageTasks?.some((time) => time > 0))
    throw new Error(
      'Expected tasks of the page in the trace, found none. The browser may have renamed its trace events.',
    )
  console.log(
    `Excluded ${driverTasks?.length} tasks of the test driver, the longest took ${Math.max(0, ...(driverTasks ?? [])).toFixed(1)} ms`,
  )
  return pageTasks
}

function isSameThread(one: TraceEvent, other: TraceEvent): boolean {
  return one.pid === other.pid && one.tid === other.tid
}

function isWithin(event: TraceEvent, task: TraceEvent): boolean {
  return isSameThread(event, task) && event.ts >= task.ts && event.ts <= task.ts + (task.dur ?? 0)
}
