import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, type Site, serveTree } from './browser.ts'

const events = 20_000
/** From here on the browser calls a task long. */
const longTask = 50

let site: Site
let browser: Browser
let page: Page

beforeAll(async () => {
  site = await serveTree()
  browser = await launchChromium()
  page = await (await browser.newContext()).newPage()
  await page.goto(`${site.url}test/e2e/responsive/page.html`)
  await page.waitForFunction(() => 'replay' in window)
  await page.evaluate((count) => window.fill(count), events)
})

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

test('replaying a long history leaves the page free: no task takes long', async () => {
  const tasks = await tasksDuring(async () => {
    expect(await page.evaluate(() => window.replay())).toBe(events)
  })
  console.log(`Replay of ${events} events: ${tasks.length} tasks, the longest took ${Math.max(...tasks).toFixed(1)} ms`)
  expect(tasks.reduce((sum, task) => sum + task, 0)).toBeGreaterThan(4 * longTask)
  expect(Math.max(...tasks)).toBeLessThan(longTask)
})

test('a task that takes long would be seen', async () => {
  const tasks = await tasksDuring(() => page.evaluate((milliseconds) => window.block(milliseconds), 8 * longTask))
  expect(Math.max(...tasks)).toBeGreaterThan(longTask)
})

type TraceEvent = { name: string; ph: string; tid: number; pid: number; tdur?: number; args: { name?: string } }

/**
 * How long each task of the page's main thread kept the processor, in milliseconds. Not how long it took: while this machine does
 * something else, nobody's task goes on.
 */
async function tasksDuring(work: () => Promise<unknown>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', 'toplevel', '__metadata'] })
  await work()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const mainThreads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
  return traceEvents
    .filter(({ name, ph }) => name === 'RunTask' && ph === 'X')
    .filter(({ pid, tid }) => mainThreads.some((thread) => thread.pid === pid && thread.tid === tid))
    .map(({ tdur = 0 }) => tdur / 1_000)
}
