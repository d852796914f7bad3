import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchChromium, type Site } from './browser.ts'
import { serveModules } from './contexts/server.ts'

let site: Site
let browser: Browser
let page: Page
/** The scripts that fail to load, as if the browser were offline or a deployment had removed them. */
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
const told = () => page.getByText(/CodeUnavailable: Expected to load code that the devtools element needs/)

test('a fork without its code shows an error and opens when the code loads', async () => {
  missing = /\/what-if-fork\.ts/
  await openBank()
  await button('What if it had not happened?').click()
  await page.getByText(/Expected to load code that the devtools element needs/).waitFor()
  missing = undefined
  await button('What if it had not happened?').click()
  await page.getByRole('button', { name: 'Discard' }).waitFor()
})

// Each test blocks either the file itself or a file that it imports.
test.each([['detail-panels'], ['state-panel']])(
  'the panels show an error without the file "%s" and appear when the file loads',
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

test('a search without the code of its panels shows an error, and the next search succeeds', async () => {
  missing = /\/detail-panels\.ts/
  await openBank()
  await told().waitFor()
  await page.getByRole('slider').first().focus()
  missing = undefined
  await page.keyboard.press('/')
  await page.getByRole('searchbox').waitFor()
})

test.each([['tool-sections'], ['bookmarks-tool']])(
  'the tools show an error without the file "%s" and open when the file loads',
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
