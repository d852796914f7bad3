import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Site, serveTree } from './browser.ts'
import { KillableChromium } from './tabs/killable-chromium.ts'
import { eventsIn, expectWholeAppends, readCommits, tokenOf } from './tabs/raw-log.ts'
import type { Acknowledged } from './tabs/tab.ts'

const kills = 5

let site: Site
let profile: string
let chromium: KillableChromium

beforeAll(async () => {
  site = await serveTree()
})

afterAll(() => site?.close())

beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'rewindable-profile-'))
})

afterEach(async () => {
  await chromium?.kill()
  await rm(profile, { recursive: true, force: true, maxRetries: 10 })
})

// A profile for each kill: one that is killed again and again in mid-write loses its whole database now and then, with bare
// IndexedDB just the same: Chromium takes it for damaged and begins a new one.
test.each(Array.from({ length: kills }, (_, index) => index + 1))(
  'a browser that is killed in mid-append keeps all that was acknowledged, and nothing by halves (%i)',
  async (kill) => {
    const acknowledged: Acknowledged[] = []
    chromium = await KillableChromium.launch(profile)
    const writers = await openTabs(chromium, (one) => acknowledged.push(one))
    for (const write of writers) write()
    // Another number each time, so that the blow falls on another moment of a commit.
    await expect.poll(() => acknowledged.length, { interval: 0, timeout: 60_000 }).toBeGreaterThan(61 * kill)
    await chromium.kill()

    chromium = await KillableChromium.launch(profile)
    const outsider = await chromium.context.newPage()
    await outsider.goto(`${site.url}test/e2e/tabs/empty.html`)
    const events = eventsIn(await readCommits(outsider, 'killed'))
    const recorded = expectWholeAppends(events)
    const places = new Set(events.map((event) => where({ ...event, token: tokenOf(event) })))
    expect(acknowledged.map(where).filter((one) => !places.has(one))).toEqual([])
    console.log(
      `Chromium killed: ${acknowledged.length} appends acknowledged, ${recorded} recorded, none torn, none lost`,
    )
  },
)

/** Two tabs of one browser. @returns what sets each of them to work */
async function openTabs(
  { context }: KillableChromium,
  acknowledge: (one: Acknowledged) => void,
): Promise<(() => void)[]> {
  await context.exposeFunction('acknowledge', acknowledge)
  return Promise.all(
    [1, 2].map(async (tab) => {
      const page = await context.newPage()
      await page.goto(`${site.url}test/e2e/tabs/tab.html`)
      await page.evaluate((name) => window.Tab.open('killed', name), `tab-${tab}`)
      return () => {
        page.evaluate((streamId) => window.tab.appendForEver(streamId), `stream:${tab}`).catch(() => {})
      }
    }),
  )
}

function where({ token, streamId, streamVersion, globalPosition }: Acknowledged): string {
  return `${token} is version ${streamVersion} of ${streamId} at ${globalPosition}`
}
