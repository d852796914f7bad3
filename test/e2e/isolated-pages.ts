import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { launchChromium, type Site } from './browser.ts'
import { noteProblems } from './problems.ts'

export interface IsolatedPages {
  site(): Site
  browser(): Browser
  /** Creates a browser profile that lasts until the end of the test. */
  newProfile(options?: BrowserContextOptions): Promise<BrowserContext>
  newPage(profile: BrowserContext): Promise<Page>
}

/**
 * Serves a site for all tests of a file and opens its pages in new browser profiles for each test. Tests fail if a page
 * writes an error or a warning to its console.
 */
export function isolatedPages(serve: () => Promise<Site>): IsolatedPages {
  let site: Site
  let browser: Browser
  let profiles: BrowserContext[] = []
  let problems: string[] = []

  beforeAll(async () => {
    site = await serve()
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await site?.close()
  })
  afterEach(async () => {
    await Promise.all(profiles.map((profile) => profile.close()))
    profiles = []
    const found = problems
    problems = []
    expect(found, 'errors on the console').toEqual([])
  })

  return {
    site: () => site,
    browser: () => browser,
    async newProfile(options) {
      const profile = await browser.newContext(options)
      profiles.push(profile)
      return profile
    },
    async newPage(profile) {
      const page = await profile.newPage()
      noteProblems(page, problems)
      return page
    },
  }
}
