import type { BrowserContext, Page } from 'playwright'
import { afterEach } from 'vitest'
import { BankPage } from './bank-page.ts'
import { serveBuiltDemo } from './browser.ts'
import { isolatedPages } from './isolated-pages.ts'

/** Allows only scripts and styles from files of the page, and no markup from text. */
const policy =
  "default-src 'self'; object-src 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

/**
 * Serves the built demo and gives each test of the file a new profile with an empty bank.
 * A test also fails when the page writes an error or a warning to its console.
 *
 * @returns a function that opens a tab of the profile and runs `prepare` before it loads the page
 */
export function bankBrowser(): (prepare?: (page: Page) => Promise<unknown>) => Promise<BankPage> {
  const pages = isolatedPages(serveBuiltDemo)
  let profile: Promise<BrowserContext> | undefined

  afterEach(() => {
    profile = undefined
  })

  return async (prepare) => {
    profile ??= pages.newProfile({ acceptDownloads: true })
    const page = await pages.newPage(await profile)
    const { url } = pages.site()
    await page.route(url, async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } })
    })
    await prepare?.(page)
    await page.goto(url)
    const bank = new BankPage(page)
    await bank.isReady()
    return bank
  }
}
