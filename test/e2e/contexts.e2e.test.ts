import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { chromiumLaunchOptions } from '../../scripts/find-chromium.mjs'
import { launchChromium, type Site } from './browser.ts'
import { allWorks } from './contexts/everything.ts'
import { serveModules } from './contexts/server.ts'

let site: Site
let browser: Browser
let page: Page

beforeAll(async () => {
  site = await serveModules()
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

beforeEach(async () => {
  page = await openPage(browser)
})

async function openPage(browser: Pick<Browser, 'newPage'>): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(`${site.url}test/e2e/contexts/page.html`)
  await page.waitForFunction(() => 'contextsPage' in window)
  return page
}

test('every part of the library works in a module service worker without a bundler', async () => {
  expect(await page.evaluate(() => window.contextsPage.inServiceWorker())).toEqual(allWorks)
})

test('a service worker folds a projection for a page', async () => {
  expect(await page.evaluate(() => window.contextsPage.foldedByServiceWorker())).toBe(7)
})

/** The results in a page without access to IndexedDB. */
const inMemory = {
  opening: expect.objectContaining({ code: 'StorageUnavailable', missing: ['indexedDB'] }),
  deleting: expect.objectContaining({ code: 'StorageUnavailable', missing: ['indexedDB'] }),
  everything: allWorks,
  timeline: { state: [1], panels: 'shown', drawer: 'shown' },
}

test('a sandboxed frame gets StorageUnavailable for IndexedDB, and every part works in memory, including the element', async () => {
  expect(await page.evaluate(() => window.contextsPage.inSandboxedFrame())).toEqual({ ...inMemory, origin: 'null' })
})

test('a page with blocked storage gets StorageUnavailable for IndexedDB, and every part works in memory', async () => {
  const profile = await mkdtemp(join(tmpdir(), 'rewindable-blocked-'))
  await mkdir(join(profile, 'Default'))
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } }
  await writeFile(join(profile, 'Default/Preferences'), JSON.stringify(preferences))
  const context = await chromium.launchPersistentContext(profile, chromiumLaunchOptions())
  onTestFinished(async () => {
    await context.close()
    await rm(profile, { recursive: true, force: true })
  })
  const blocked = await openPage(context)
  expect(await blocked.evaluate(() => String(Reflect.get(window, 'localStorage'))).catch(String)).toMatch(
    /SecurityError/,
  )
  const origin = new URL(site.url).origin
  expect(await blocked.evaluate(() => window.contextsPage.inMemory())).toEqual({ ...inMemory, origin })
})
