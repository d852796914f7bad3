import type { BrowserContextOptions } from 'playwright'
import { serveBuiltDemo } from './browser.ts'
import { DebuggerPage } from './debugger-page.ts'
import { isolatedPages } from './isolated-pages.ts'

/**
 * Opens the second demo, as built, with a new browser profile for each test. Tests fail if the page writes an error or
 * a warning to its console.
 *
 * @returns a function that opens a tab; `beside` opens it in the profile of another tab
 */
export function debuggerBrowser(): (
  options?: BrowserContextOptions & { beside?: DebuggerPage },
) => Promise<DebuggerPage> {
  const pages = isolatedPages(serveBuiltDemo)

  return async ({ beside, ...options } = {}) => {
    const viewport = { width: 1400, height: 900 }
    const profile = beside?.page.context() ?? (await pages.newProfile({ viewport, locale: 'en-GB', ...options }))
    const page = await pages.newPage(profile)
    await page.goto(`${pages.site().url}demo/debugger/`)
    const opened = new DebuggerPage(page)
    await opened.isReady()
    return opened
  }
}
