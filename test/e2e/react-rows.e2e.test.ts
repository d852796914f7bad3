import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchChromium, type Site, servePages } from './browser.ts'

const accounts = 10_000
const path = 'test/e2e/react-rows/page.html'

let site: Site
let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  site = await servePages(path)
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

beforeEach(async () => {
  context = await browser.newContext()
  page = await openTab()
  await page.evaluate((count) => window.listPage.open(count), accounts)
})

afterEach(() => context?.close())

describe.each(['collection', 'object'] as const)('a React list of 10,000 rows over a state that is a %s', (state) => {
  test('React renders all rows at first, and then one row for an event of this tab', async () => {
    await show(state, 'live')
    await page.evaluate(() => window.listPage.deposit(4_321))
    await shows(4_321, 1)
    expect(await rendered()).toBe(1)
    await page.evaluate(() => window.listPage.deposit(4_321))
    await shows(4_321, 2)
    expect(await rendered()).toBe(1)
  })

  test('React renders one row for an event of another tab', async () => {
    await show(state, 'live')
    const other = await openTab()
    await other.evaluate(() => window.listPage.deposit(9_999))
    await shows(9_999, 1)
    expect(await rendered()).toBe(1)
  })

  test('React renders one row for each event that a timeline moves across', async () => {
    for (const account of [1, 2, 3]) await page.evaluate((at) => window.listPage.deposit(at), account)
    await show(state, 'past')
    await shows(3, 1)
    for (const [back, account] of [3, 2, 1].entries()) {
      await page.evaluate((position) => window.listPage.seek(position), accounts + 2 - back)
      await shows(account, 0)
      expect(await rendered()).toBe(1)
    }
    await page.evaluate((position) => window.listPage.seek(position), accounts + 1)
    await shows(1, 1)
    expect(await rendered()).toBe(1)
  })
})

async function openTab(): Promise<Page> {
  const tab = await context.newPage()
  await tab.goto(`${site.url}${path}`)
  await tab.waitForFunction(() => 'listPage' in window)
  return tab
}

/** Shows the list, and checks that the count of rendered rows includes every row. */
async function show(state: 'collection' | 'object', where: 'live' | 'past'): Promise<void> {
  await page.evaluate(([of, at]) => window.listPage.show(of, at), [state, where] as const)
  await expect.poll(() => page.locator('li').count()).toBe(accounts)
  expect(await rendered()).toBe(accounts)
}

function rendered(): Promise<number> {
  return page.evaluate(() => window.listPage.rendered())
}

async function shows(account: number, balance: number): Promise<void> {
  const row = page.locator(`[id="account:${account}"]`)
  await expect.poll(() => row.textContent()).toBe(`owner ${account}: ${balance}`)
}
