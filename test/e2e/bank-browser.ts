import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { BankPage } from './bank-page.ts'
import { launchChromium, type Site, serveBuiltDemo } from './browser.ts'
import { noteProblems } from './problems.ts'

/** As strict as they come: no markup from text, no scripts or styles but the page's own files. */
const policy =
  "default-src 'self'; object-src 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

/**
 * The built demo in a browser, with a profile of its own, and so an empty bank, for each test of the file.
 * A test also fails when the page writes an error or a warning to its console.
 *
 * @returns opens a tab of the profile; what `prepare` does comes before the page is loaded
 */
export function bankBrowser(): (prepare?: (page: Page) => Promise<unknown>) => Promise<BankPage> {
  let site: Site
  let browser: Browser
  let context: BrowserContext
  let problems: string[]

  beforeAll(async () => {
    site = await serveBuiltDemo()
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await site?.close()
  })
  beforeEach(async () => {
    problems = []
    context = await browser.newContext({ acceptDownloads: true })
  })
  afterEach(async () => {
    await context.close()
    expect(problems, 'errors on the console').toEqual([])
  })

  return async (prepare) => {
    const page = await context.newPage()
    noteProblems(page, problems)
    await page.route(site.url, async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } })
    })
    await prepare?.(page)
    await page.goto(site.url)
    const bank = new BankPage(page)
    await bank.isReady()
    return bank
  }
}
