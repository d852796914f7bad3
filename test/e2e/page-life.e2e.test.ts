import type { CDPSession, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type FreezableChromium, launchFreezableChromium } from '../history/storm/freezable-chromium.ts'
import { type Site, servePages } from './browser.ts'
import type { PageReport } from './page-life/page.ts'

let site: Site
// Browsers launched for tests normally disable the back-forward cache. This browser enables the cache.
let chromium: FreezableChromium

beforeAll(async () => {
  site = await servePages('test/e2e/page-life/page.html', 'test/e2e/tabs/empty.html')
})

afterAll(() => site?.close())

beforeEach(async () => {
  chromium = await launchFreezableChromium()
})

afterEach(() => chromium?.close())

/** Opens a page and waits until it shows the log. */
async function openPage(name: string, query = ''): Promise<Page> {
  const page = await chromium.context.newPage()
  await page.goto(`${site.url}test/e2e/page-life/page.html${query}#${name}`)
  await expect.poll(() => reportOf(page, name), slowPoll).toBeDefined()
  return page
}

/** Reads the last report of the named page in another page. */
function reportOf(page: Page, name: string): Promise<PageReport | undefined> {
  return page.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined, `report#${name}`)
}

const slowPoll = { interval: 20, timeout: 30_000 }

function deposit(page: Page, amount: number): Promise<number> {
  return page.evaluate((amount) => window.deposit(amount), amount)
}

test('a page with an open store enters the back-forward cache and shows missed events after its return', async () => {
  const sleeper = await openPage('sleeper')
  const awake = await openPage('awake')
  await deposit(sleeper, 1)
  const before = await shows(awake, 'sleeper', 1)
  await leave(sleeper, awake)
  await deposit(awake, 10)
  await deposit(awake, 100)
  expect(await reportOf(awake, 'sleeper')).toMatchObject({ balance: 1 })

  await goBack(sleeper)
  const after = await shows(awake, 'sleeper', 111)
  expect(after.events).toContain('pageshow, kept')
  expect([after.id, after.status]).toEqual([before.id, 'live'])
  // The page also receives later events.
  await deposit(awake, 1_000)
  await shows(awake, 'sleeper', 1_111)
})

test('a page in the back-forward cache does not block a deletion, stays cached and reports the deletion after its return', async () => {
  const sleeper = await openPage('sleeper')
  const awake = await openPage('awake')
  await deposit(sleeper, 1)
  const before = await shows(awake, 'sleeper', 1)
  await leave(sleeper, awake)
  expect(await awake.evaluate(() => window.deleteRaw())).toBe('deleted')
  await goBack(sleeper)
  await expect.poll(() => reportOf(awake, 'sleeper').then((report) => report?.status), slowPoll).toBe('failed')
  const after = await reportOf(awake, 'sleeper')
  expect(after?.events).toContain('pageshow, kept')
  expect([after?.id, after?.balance]).toEqual([before.id, 1])
})

test('a frozen page shows missed events when it resumes', async () => {
  const sleeper = await openPage('sleeper')
  const awake = await openPage('awake')
  await deposit(sleeper, 1)
  await shows(awake, 'sleeper', 1)
  const protocol = await freeze(sleeper, awake)
  await deposit(awake, 10)
  await deposit(awake, 100)
  expect(await reportOf(awake, 'sleeper')).toMatchObject({ balance: 1 })
  await protocol.send('Page.setWebLifecycleState', { state: 'active' })
  const { events } = await shows(awake, 'sleeper', 111)
  expect(events).toContain('resume')
  await deposit(awake, 1_000)
  await shows(awake, 'sleeper', 1_111)
})

test('a frozen page does not block a deletion', async () => {
  const sleeper = await openPage('sleeper')
  const awake = await openPage('awake')
  await deposit(sleeper, 1)
  await shows(awake, 'sleeper', 1)
  await freeze(sleeper, awake)
  expect(await awake.evaluate(() => window.deleteRaw())).toBe('deleted')
})

test('a machine that sleeps during appends, without any page event, loses no append and stores none twice', async () => {
  const query = '?responseTimeout=300'
  const sleeper = await openPage('sleeper', query)
  const awake = await openPage('awake', query)
  const deposits = sleeper.evaluate(() => window.depositEach(500))
  for (let nap = 1; nap <= 3; nap += 1) {
    await expect
      .poll(() => reportOf(awake, 'sleeper').then((report) => report?.balance), slowPoll)
      .toBeGreaterThan(nap * 100)
    // Longer than the store waits for an answer of the database.
    await chromium.pause(1_000)
  }
  const unknown = await deposits
  for (const name of ['sleeper', 'awake']) {
    const { events, status } = await shows(awake, name, 500)
    expect([status, events.filter((event) => !event.startsWith('pageshow'))]).toEqual(['live', []])
  }
  expect(await deposit(awake, 1)).toBe(501)
  console.log(`500 deposits, three pauses: ${unknown} deposits with an unknown outcome were retried`)
})

/** Waits until the named page shows a balance, and returns its report. */
async function shows(page: Page, name: string, balance: number): Promise<PageReport> {
  await expect.poll(() => reportOf(page, name).then((report) => report?.balance), slowPoll).toBe(balance)
  const report = await reportOf(page, name)
  if (!report) throw new Error(`Expected a report of the page "${name}", found none.`)
  return report
}

/** Navigates to another page of the site and waits until the old page is in the back-forward cache. */
async function leave(page: Page, awake: Page): Promise<void> {
  const elsewhere = `${site.url}test/e2e/tabs/empty.html`
  // An immediate navigation would cancel this call.
  await page.evaluate((url) => {
    setTimeout(() => location.assign(url))
  }, elsewhere)
  await page.waitForURL(elsewhere)
  await expect
    .poll(() => reportOf(awake, 'sleeper').then((report) => report?.events), slowPoll)
    .toContain('pagehide, kept')
}

async function goBack(page: Page): Promise<void> {
  await page.evaluate(() => {
    setTimeout(() => history.back())
  })
}

async function freeze(page: Page, awake: Page): Promise<CDPSession> {
  const protocol = await chromium.context.newCDPSession(page)
  await protocol.send('Page.setWebLifecycleState', { state: 'frozen' })
  await expect.poll(() => reportOf(awake, 'sleeper').then((report) => report?.events), slowPoll).toContain('freeze')
  return protocol
}
