import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StrictPage } from '../hostile/strict/page.ts'
import { launchChromium, type Site, servePages } from './browser.ts'

/** Nothing from elsewhere, nothing from text; a worker's address only by the page's own word. */
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
  // The document's and the worker's alike: a worker has the policy that it came with.
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
])('the whole library works in %s whose policy lets no text become script', async (place, run) => {
  const { held, failed } = await page.evaluate((run) => window.strictPage[run](), run)
  expect(failed).toEqual([])
  expect(held).toBeGreaterThan(40)
  expect(problems).toEqual([])
  console.log(`${held} cases held in ${place} under a strict policy`)
})

test('and that policy is in force there', async () => {
  expect(await page.evaluate(() => Object.assign(document.body, { innerHTML: '<b>' })).catch(String)).toContain(
    "requires 'TrustedHTML'",
  )
  expect(await page.evaluate(() => new Worker('/other.js')).catch(String)).toContain("requires 'TrustedScriptURL'")
})
