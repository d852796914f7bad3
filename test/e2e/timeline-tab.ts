import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { launchChromium, type Site, servePages } from './browser.ts'
import { noteProblems } from './problems.ts'

/** A page with the element, as a person uses it: by what they see and what things are called. */
export class TimelineTab {
  readonly page: Page
  readonly slider: Locator
  readonly banner: Locator

  constructor(page: Page) {
    this.page = page
    this.slider = page.getByRole('slider', { name: 'Moment' })
    this.banner = page.locator('rewindable-timeline .banner')
  }

  async open(search = ''): Promise<void> {
    await this.page.goto(`${this.page.url().replace(/[?#].*$/, '')}${search}`)
    await this.page.waitForFunction(() => 'timelinePage' in window)
  }

  /** The bank of 120 events, at its end. */
  async openBank(): Promise<void> {
    await this.page.evaluate(() => window.timelinePage.openBank())
    await expect.poll(() => this.position()).toBe(120)
  }

  /** Goes somewhere by the slider, and leaves the focus there. */
  async seek(position: number): Promise<void> {
    await this.slider.fill(String(position))
    await this.slider.focus()
    await this.isAt(position)
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  async isAt(position: number): Promise<void> {
    await expect.poll(() => this.position()).toBe(position)
  }

  async says(words: string | RegExp): Promise<void> {
    await expect.poll(() => this.page.locator('rewindable-timeline .told').textContent()).toMatch(words)
  }

  /** What is said to those who listen. */
  async spoken(): Promise<string> {
    return (await this.page.locator('rewindable-timeline .frame > .visually-hidden').textContent()) ?? ''
  }

  position(): Promise<number> {
    return this.page.evaluate(() => window.timelinePage.shown().position)
  }

  isLive(): Promise<boolean> {
    return this.page.evaluate(() => window.timelinePage.shown().isLive)
  }

  async becomesLive(isLive: boolean): Promise<void> {
    await expect.poll(() => this.isLive()).toBe(isLive)
  }

  /** How many events the list has. */
  async listed(): Promise<number> {
    return Number(await this.page.locator('[role=option]').first().getAttribute('aria-setsize'))
  }

  /** The lines that say what changed. */
  changes(): Promise<string[]> {
    return this.page.locator('rewindable-timeline .changes li').allInnerTexts()
  }
}

/**
 * A page with the element, under a strict policy, in a profile of its own for each test of the file. A test also
 * fails when the page writes an error or a warning to its console.
 */
export function timelineBrowser(): {
  open(options?: BrowserContextOptions): Promise<TimelineTab>
  /** Another tab of the same profile. */
  beside(tab: TimelineTab): Promise<TimelineTab>
  browser(): Browser
} {
  let site: Site
  let browser: Browser
  let contexts: BrowserContext[] = []
  let problems: string[] = []

  beforeAll(async () => {
    site = await servePages('test/e2e/devtools/page.html')
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

  const openIn = async (context: BrowserContext): Promise<TimelineTab> => {
    const page = await context.newPage()
    noteProblems(page, problems)
    await page.goto(`${site.url}test/e2e/devtools/page.html`)
    await page.waitForFunction(() => 'timelinePage' in window)
    return new TimelineTab(page)
  }

  return {
    browser: () => browser,
    async open(options) {
      const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, locale: 'en-GB', ...options })
      contexts.push(context)
      return openIn(context)
    },
    beside: ({ page }) => openIn(page.context()),
  }
}
