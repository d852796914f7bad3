import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchChromium, type Site } from './browser.ts'
import { serveModules } from './contexts/server.ts'

let site: Site
let browser: Browser
let page: Page
/** What cannot be loaded: offline, or removed by a deployment. */
let missing: RegExp | undefined
let requests: string[]

beforeAll(async () => {
  site = await serveModules()
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

beforeEach(async () => {
  missing = undefined
  requests = []
  page = await browser.newPage()
  await page.route(/\/src\/devtools\//, (route) => {
    requests.push(route.request().url())
    return missing?.test(route.request().url()) ? route.abort() : route.continue()
  })
})

async function openBank(): Promise<void> {
  await page.goto(`${site.url}test/e2e/devtools/page.html`)
  await page.waitForFunction(() => 'timelinePage' in window)
  await page.evaluate(() => window.timelinePage.openBank())
}

const button = (name: string) => page.getByRole('button', { name, exact: true })
const told = () => page.getByText(/CodeUnavailable: Expected to load more code of the element/)

test('a fork whose code cannot be loaded says so, and opens when it can be', async () => {
  missing = /\/what-if\.ts/
  await openBank()
  await button('What if it had not happened?').click()
  await page.getByText(/Expected to load more code of the element/).waitFor()
  missing = undefined
  await button('What if it had not happened?').click()
  await page.getByRole('button', { name: 'Discard' }).waitFor()
})

// A file of its own, and one that the first of them imports.
test.each([['panels'], ['state-panel']])(
  'panels whose %s cannot be loaded say so, and show when it can be',
  async (file) => {
    missing = new RegExp(`/${file}\\.ts`)
    await openBank()
    await told().waitFor()
    const before = requests.length
    await page.evaluate(() => window.timelinePage.append(1))
    await page.getByText('event 121 of 121').first().waitFor()
    expect(requests.length).toBe(before)
    missing = undefined
    await button('Details').click()
    await button('Details').click()
    await page.getByRole('searchbox').waitFor()
  },
)

test('a search whose panels cannot be loaded says so, and the next search finds them', async () => {
  missing = /\/panels\.ts/
  await openBank()
  await told().waitFor()
  await page.getByRole('slider').first().focus()
  missing = undefined
  await page.keyboard.press('/')
  await page.getByRole('searchbox').waitFor()
})

test.each([['drawer-parts'], ['bookmarks-drawer']])(
  'drawers whose %s cannot be loaded say so, and open when it can be',
  async (file) => {
    missing = new RegExp(`/${file}\\.ts`)
    await openBank()
    await button('Bookmarks').click()
    await told().waitFor()
    expect(await button('Bookmarks').getAttribute('aria-expanded')).toBe('false')
    missing = undefined
    await button('Bookmarks').click()
    await page.getByRole('heading', { name: 'Bookmarks' }).waitFor()
    expect(await button('Bookmarks').getAttribute('aria-expanded')).toBe('true')
  },
)
