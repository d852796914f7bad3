import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright'
import { expect } from 'vitest'
import { servePages } from './browser.ts'
import { isolatedPages } from './isolated-pages.ts'

/** Controls a page with the timeline element like a user, through visible texts and accessible names. */
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

  /** Opens a bank with 120 events and waits for the last position. */
  async openBank(): Promise<void> {
    await this.page.evaluate(() => window.timelinePage.openBank())
    await expect.poll(() => this.position()).toBe(120)
  }

  /** Seeks a position with the slider and keeps the focus on the slider. */
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

  /** Returns the text for screen readers. */
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

  /** Returns the number of events in the list. */
  async listed(): Promise<number> {
    return Number(await this.page.locator('[role=option]').first().getAttribute('aria-setsize'))
  }

  /** Returns the lines that describe the changes of the shown event. */
  changes(): Promise<string[]> {
    return this.page.locator('rewindable-timeline .changes li').allInnerTexts()
  }
}

/**
 * Opens a page with the element under a strict policy, with a new browser profile for each test. Tests fail if the page
 * writes an error or a warning to its console.
 */
export function timelineBrowser(): {
  open(options?: BrowserContextOptions): Promise<TimelineTab>
  /** Opens another tab of the same profile. */
  beside(tab: TimelineTab): Promise<TimelineTab>
  browser(): Browser
} {
  const pages = isolatedPages(() => servePages('test/e2e/devtools/page.html'))

  const openIn = async (profile: BrowserContext): Promise<TimelineTab> => {
    const page = await pages.newPage(profile)
    await page.goto(`${pages.site().url}test/e2e/devtools/page.html`)
    await page.waitForFunction(() => 'timelinePage' in window)
    return new TimelineTab(page)
  }

  return {
    browser: pages.browser,
    open: async (options) =>
      openIn(await pages.newProfile({ viewport: { width: 1200, height: 800 }, locale: 'en-GB', ...options })),
    beside: ({ page }) => openIn(page.context()),
  }
}
