import type { Browser, Page } from 'puppeteer-core'
import { findFirefox } from '../../scripts/find-engines.mjs'
import { allOrNothing } from './all-or-nothing.ts'
import type { Engine, InPage, Profile, Tab } from './engine.ts'
import { leave } from './last-will.ts'
import { temporaryFolder } from './left-behind.ts'
import { shownInTab } from './shown-in-tab.ts'

/** Firefox as it comes, spoken to in WebDriver BiDi. */
export const firefox: Engine = {
  name: 'firefox',
  backend: { shown: 'SQLite', tabs: 'SQLite' },
  canCrash: false,
  open: openProfile,
  show: async (url) => shownInTab(await openProfile(), url),
}

/** Only one tab is in front. Without these, a timer in the others takes a second, and the tests minutes. */
const preferences = {
  'dom.min_background_timeout_value': 4,
  'dom.timeout.enable_budget_timer_throttling': false,
}

async function openProfile(): Promise<Profile> {
  const executablePath = findFirefox()
  if (executablePath === undefined) throw new Error('No Firefox found. Name one in REWINDABLE_FIREFOX.')
  // Not before it is needed: Vitest's configuration names this engine in every run.
  const { launch } = await import('puppeteer-core')
  return allOrNothing(async (onClose, close) => {
    const { path: folder, remove } = temporaryFolder()
    onClose(remove)
    const where = { executablePath, userDataDir: folder }
    const browser = await launch({ browser: 'firefox', ...where, extraPrefsFirefox: preferences })
    const { pid } = browser.process() ?? {}
    if (pid !== undefined) onClose(leave(pid))
    onClose(() => browser.close())
    const version = (await browser.version()).replace(/^\D*/, '')
    return { folder, version, ...tabsOf(browser), close }
  })
}

function tabsOf(browser: Browser): Pick<Profile, 'openTab' | 'expose'> {
  const exposed = new Map<string, (told: never) => unknown>()
  return {
    openTab: async (url) => {
      const page = await browser.newPage()
      for (const [name, listener] of exposed) await page.exposeFunction(name, listener)
      await page.goto(url)
      return tabOf(page)
    },
    expose: async (name, listener) => {
      exposed.set(name, listener)
    },
  }
}

function tabOf(page: Page): Tab {
  return {
    evaluate: <Argument, Result>(inPage: InPage<Argument, Result>, argument?: Argument) =>
      // The drivers have types of their own for what they can send; Tab has its own.
      page.evaluate(inPage as InPage<unknown, Result>, argument),
    reload: async () => {
      await page.reload()
    },
    close: () => page.close(),
    crash: () => Promise.reject(new Error('Firefox crashes no page when told to in BiDi.')),
  }
}
