import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { BankPage } from '../e2e/bank-page.ts'
import { launchChromium, type Site, serveBuiltDemo } from '../e2e/browser.ts'

/** The built demo under its own content security policy, with a record of violations. */
export type GuardedBank = {
  readonly bank: BankPage
  /** The directive and the blocked URI of each violation. */
  violations(): Promise<string[]>
  /** The value that an attack set, or undefined if none ran. */
  ran(): Promise<unknown>
  /** Returns and removes the problems so far. A test fails if any are left. */
  takeProblems(): string[]
}

declare global {
  interface Window {
    violations: string[]
    ran: unknown
    readonly trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } }
  }
}

/** @returns a function that opens a tab with a new profile; `rewrite` changes the page's HTML, as an attacker on the host could */
export function guardedBank(): (rewrite?: (html: string) => string) => Promise<GuardedBank> {
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
    await context.addInitScript(noteViolations)
  })
  afterEach(async () => {
    await context.close()
    expect(problems, 'dialogs, errors and other pages').toEqual([])
  })

  return async (rewrite) => {
    const page = await context.newPage()
    page.on('dialog', (dialog) => problems.push(`dialog: ${dialog.message()}`))
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('response', (response) => {
      const { protocol, origin } = new URL(response.url())
      if (protocol !== 'blob:' && `${origin}/` !== site.url) problems.push(`response from ${response.url()}`)
    })
    if (rewrite) await page.route(site.url, (route) => rewritten(route, rewrite))
    await page.goto(site.url)
    const bank = new BankPage(page)
    await bank.isReady()
    return {
      bank,
      violations: () => page.evaluate(() => window.violations),
      ran: () => page.evaluate(() => window.ran),
      takeProblems: () => problems.splice(0),
    }
  }
}

async function rewritten(route: Parameters<Parameters<Page['route']>[1]>[0], rewrite: (html: string) => string) {
  const response = await route.fetch()
  await route.fulfill({ response, body: rewrite(await response.text()) })
}

function noteViolations(): void {
  window.violations = []
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    window.violations.push(`${effectiveDirective} ${blockedURI}`)
  })
}
