import type { CDPSession, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type FreezableChromium, launchFreezableChromium } from '../history/storm/freezable-chromium.ts'
import { type Site, servePages } from './browser.ts'
import type { Told } from './page-life/page.ts'

let site: Site
// As people have it: in one that is launched for tests, the back-forward cache is switched off.
let chromium: FreezableChromium

beforeAll(async () => {
  site = await servePages('test/e2e/page-life/page.html', 'test/e2e/tabs/empty.html')
})

afterAll(() => site?.close())

beforeEach(async () => {
  chromium = await launchFreezableChromium()
})

afterEach(() => chromium?.close())

/** Opens a page on the log, and waits until it shows it. */
async function openPage(name: string, query = ''): Promise<Page> {
  const page = await chromium.context.newPage()
  await page.goto(`${site.url}test/e2e/page-life/page.html${query}#${name}`)
  await expect.poll(() => toldTo(page, name), patiently).toBeDefined()
  return page
}

/** What the page of a name told last, as another one hears it. */
function toldTo(page: Page, name: string): Promise<Told | undefined> {
  return page.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined, `told#${name}`)
}

const patiently = { interval: 20, timeout: 30_000 }

function deposit(page: Page, amount: number): Promise<number> {
  return page.evaluate((amount) => window.deposit(amount), amount)
}

test('a page with an open store is kept in the back-forward cache, and shows what it missed when it is back', async () => {
  const sleeper = await openPage('sleeper')
  const awake = await openPage('awake')
  await deposit(sleeper, 1)
  const before = await shows(awake, 'sleeper', 1)
  await leave(sleeper, awake)
  await deposit(awake, 10)
  await deposit(awake, 100)
  expect(await toldTo(awake, 'sleeper')).toMatchObject({ balance: 1 })

  await comeBack(sleeper)
  const after = await shows(awake, 'sleeper', 111)
  expect(after.events).toContain('pageshow, kept')
  expect([after.id, after.status]).toEqual([before.id, 'live'])
  // And it hears of what comes then.
  await deposit(awake, 1_000)
  await shows(awake, 'sleeper', 1_111)
})

test('a page in the back-forward cache is not in the way of a deletion, nor thrown out for it, and tells of it later', async () => {
  const sleeper = await openPage('sleeper')
  const awake = await openPage('awake')
  await deposit(sleeper, 1)
  const before = await shows(awake, 'sleeper', 1)
  await leave(sleeper, awake)
  expect(await awake.evaluate(() => window.deleteRaw())).toBe('deleted')
  await comeBack(sleeper)
  await expect.poll(() => toldTo(awake, 'sleeper').then((told) => told?.status), patiently).toBe('failed')
  const after = await toldTo(awake, 'sleeper')
  expect(after?.events).toContain('pageshow, kept')
  expect([after?.id, after?.balance]).toEqual([before.id, 1])
})

test('a page that is frozen shows what it missed when it is thawed', async () => {
  const sleeper = await openPage('sleeper')
  const awake = await openPage('awake')
  await deposit(sleeper, 1)
  await shows(awake, 'sleeper', 1)
  const protocol = await freeze(sleeper, awake)
  await deposit(awake, 10)
  await deposit(awake, 100)
  expect(await toldTo(awake, 'sleeper')).toMatchObject({ balance: 1 })
  await protocol.send('Page.setWebLifecycleState', { state: 'active' })
  const { events } = await shows(awake, 'sleeper', 111)
  expect(events).toContain('resume')
  await deposit(awake, 1_000)
  await shows(awake, 'sleeper', 1_111)
})

test('a page that is frozen is not in the way of a deletion', async () => {
  const sleeper = await openPage('sleeper')
  const awake = await openPage('awake')
  await deposit(sleeper, 1)
  await shows(awake, 'sleeper', 1)
  await freeze(sleeper, awake)
  expect(await awake.evaluate(() => window.deleteRaw())).toBe('deleted')
})

test('a machine that falls asleep in mid-append loses nothing and stores nothing twice, and no event tells of it', async () => {
  const query = '?responseTimeout=300'
  const sleeper = await openPage('sleeper', query)
  const awake = await openPage('awake', query)
  const deposits = sleeper.evaluate(() => window.depositEach(500))
  for (let nap = 1; nap <= 3; nap += 1) {
    await expect
      .poll(() => toldTo(awake, 'sleeper').then((told) => told?.balance), patiently)
      .toBeGreaterThan(nap * 100)
    // Longer than the database may stay silent.
    await chromium.pause(1_000)
  }
  const unknown = await deposits
  for (const name of ['sleeper', 'awake']) {
    const { events, status } = await shows(awake, name, 500)
    expect([status, events.filter((event) => !event.startsWith('pageshow'))]).toEqual(['live', []])
  }
  expect(await deposit(awake, 1)).toBe(501)
  console.log(`500 deposits, three naps: ${unknown} of unknown outcome were asked for again`)
})

/** Waits until the page of a name shows a balance. */
async function shows(page: Page, name: string, balance: number): Promise<Told> {
  await expect.poll(() => toldTo(page, name).then((told) => told?.balance), patiently).toBe(balance)
  const told = await toldTo(page, name)
  if (!told) throw new Error(`${name} told nothing`)
  return told
}

/** Goes to another page of the same site, and waits until the one that is left is in the cache. */
async function leave(page: Page, awake: Page): Promise<void> {
  const elsewhere = `${site.url}test/e2e/tabs/empty.html`
  // Not before the call has returned: it would be lost with the page.
  await page.evaluate((url) => {
    setTimeout(() => location.assign(url))
  }, elsewhere)
  await page.waitForURL(elsewhere)
  await expect.poll(() => toldTo(awake, 'sleeper').then((told) => told?.events), patiently).toContain('pagehide, kept')
}

async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() => {
    setTimeout(() => history.back())
  })
}

async function freeze(page: Page, awake: Page): Promise<CDPSession> {
  const protocol = await chromium.context.newCDPSession(page)
  await protocol.send('Page.setWebLifecycleState', { state: 'frozen' })
  await expect.poll(() => toldTo(awake, 'sleeper').then((told) => told?.events), patiently).toContain('freeze')
  return protocol
}
