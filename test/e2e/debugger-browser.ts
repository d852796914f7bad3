import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { launchChromium, type Site, serveBuiltDemo } from './browser.ts'
import { DebuggerPage } from './debugger-page.ts'
import { noteProblems } from './problems.ts'

/**
 * The second demo as it is built, in a browser with a profile of its own for each test of the file. A test also fails when the
 * page writes an error or a warning to its console.
 *
 * @returns opens a tab, of the profile of another one if there is one
 */
export function debuggerBrowser(): (
  options?: BrowserContextOptions & { beside?: DebuggerPage },
) => Promise<DebuggerPage> {
  let site: Site
  let browser: Browser
  let contexts: BrowserContext[] = []
  let problems: string[] = []

  beforeAll(async () => {
    site = await serveBuiltDemo()
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await site?.close()
  })
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()))
    contexts = []
    const seen = problems
    problems = []
    expect(seen, 'errors on the console').toEqual([])
  })

  return async ({ beside, ...options } = {}) => {
    const viewport = { width: 1400, height: 900 }
    const context = beside?.page.context() ?? (await browser.newContext({ viewport, locale: 'en-GB', ...options }))
    if (!beside) contexts.push(context)
    const page = await context.newPage()
    noteProblems(page, problems)
    await page.goto(`${site.url}demo/debugger/`)
    const opened = new DebuggerPage(page)
    await opened.isReady()
    return opened
  }
}
