import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, type Site, servePages } from './browser.ts'
import { longTask } from './long-task.ts'
import { tasksDuring } from './tasks-during.ts'

const events = 40_000

let site: Site
let browser: Browser
let page: Page

beforeAll(async () => {
  site = await servePages('test/e2e/responsive/page.html')
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

test('a replay of a long history runs no task above the limit for long tasks', async () => {
  const tasks = await tasksDuring(browser, page, async () => {
    expect(await page.evaluate(() => window.replay())).toBe(events)
  })
  console.log(`Replay of ${events} events: ${tasks.length} tasks, the longest took ${Math.max(...tasks).toFixed(1)} ms`)
  const limit = await longTask(browser)
  // The replay must take longer than one task, or the test would prove nothing.
  expect(tasks.reduce((sum, task) => sum + task, 0)).toBeGreaterThan(4 * limit)
  expect(Math.max(...tasks)).toBeLessThan(limit)
})

test('the measurement detects a long task', async () => {
  const limit = await longTask(browser)
  const tasks = await tasksDuring(browser, page, () =>
    page.evaluate((milliseconds) => window.block(milliseconds), 8 * limit),
  )
  expect(Math.max(...tasks)).toBeGreaterThan(limit)
})
