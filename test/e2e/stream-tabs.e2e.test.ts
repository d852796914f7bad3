import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chosenEngines } from '../engines/chosen-engines.ts'
import type { Profile, Tab } from '../engines/engine.ts'
import { type Site, servePages } from './browser.ts'

const page = 'test/e2e/tabs/tab.html'
let site: Site
let profile: Profile

beforeAll(async () => {
  site = await servePages(page)
})

afterAll(() => site?.close())

describe.each(chosenEngines().map((engine) => [engine.name, engine] as const))('in %s', (_, engine) => {
  beforeEach(async () => {
    profile = await engine.open()
  })

  afterEach(() => profile?.close())

  async function openTab(name: string): Promise<Tab> {
    const tab = await profile.openTab(`${site.url}${page}`)
    await tab.evaluate((name) => window.Tab.open('one stream', name), name)
    return tab
  }

  test('two tabs that show one stream follow the appends of both tabs to it, and no other appends', async () => {
    const [first, second] = [await openTab('first'), await openTab('second')]
    const deposit = (tab: Tab, streamId: string) =>
      tab.evaluate((streamId) => window.tab.deposit(streamId, 'a note'), streamId)
    await deposit(first, 'account:1')
    await deposit(first, 'account:2')
    for (const tab of [first, second]) await tab.evaluate(() => window.tab.showStream('account:1'))
    const expected = [[1, 1]]
    for (let version = 2; version <= 15; version++) {
      await deposit(version % 2 === 0 ? first : second, 'account:2')
      await deposit(version % 3 === 0 ? first : second, 'account:1')
      expected.push([version, version])
      for (const tab of [first, second]) {
        const shown = (): Promise<unknown> => tab.evaluate(() => window.tab.shownOfStream)
        await expect.poll(shown, { interval: 1, timeout: 3_000 }).toEqual(expected)
      }
    }
  })
})
