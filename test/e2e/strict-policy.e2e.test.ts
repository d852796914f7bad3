import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StrictPage } from '../hostile/strict/page.ts'
import { launchChromium, type Site, servePages } from './browser.ts'

/** Blocks other origins and code from text. Only the trusted types policy of the page may create the URL of a worker. */
const policy =
  "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
  "require-trusted-types-for 'script'; trusted-types the-page"

let site: Site
let browser: Browser
let page: Page
const problems: string[] = []

beforeAll(async () => {
  site = await servePages('test/hostile/strict/page.html')
  browser = await launchChromium()
  page = await browser.newPage()
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  // A worker uses the policy of its own response, so every response needs the header.
  await page.context().route(`${site.url}**`, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } })
  })
  await page.goto(`${site.url}test/hostile/strict/page.html`)
  await page.waitForFunction(() => 'strictPage' in window)
})

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

test.each<[place: string, run: keyof StrictPage]>([
  ['a page', 'runHere'],
  ['a worker', 'runInWorker'],
])('the whole library works in %s under a policy that forbids code from text', async (place, run) => {
  const { held, failed } = await page.evaluate((run) => window.strictPage[run](), run)
  expect(failed).toEqual([])
  expect(held).toBeGreaterThan(40)
  expect(problems).toEqual([])
  console.log(`${held} cases passed in ${place} under a strict policy`)
})

test('the browser enforces the strict policy on the test page', async () => {
  expect(await page.evaluate(() => Object.assign(document.body, { innerHTML: '<b>' })).catch(String)).toContain(
    "requires 'TrustedHTML'",
  )
  expect(await page.evaluate(() => new Worker('/other.js')).catch(String)).toContain("requires 'TrustedScriptURL'")
})
