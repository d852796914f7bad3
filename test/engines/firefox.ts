import type { Browser, Page } from 'puppeteer-core'
import { findFirefox } from '../../scripts/find-engines.mjs'
import { cleanUpAtExit } from './clean-up-at-exit.ts'
import { closeOnFailure } from './close-on-failure.ts'
import type { Engine, InPage, Profile, Tab } from './engine.ts'
import { showInTab } from './show-in-tab.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Firefox, controlled by WebDriver BiDi. */
export const firefox: Engine = {
  name: 'firefox',
  backend: { shown: 'SQLite', tabs: 'SQLite' },
  canCrash: false,
  open: openProfile,
  show: async (url) => showInTab(await openProfile(), url),
}

/** Without these preferences, Firefox throttles timers in background tabs to one second. The tests would take minutes. */
const preferences = {
  'dom.min_background_timeout_value': 4,
  'dom.timeout.enable_budget_timer_throttling': false,
}

async function openProfile(): Promise<Profile> {
  const executablePath = findFirefox()
  if (executablePath === undefined)
    throw new Error('Expected Firefox, found none. Set REWINDABLE_FIREFOX to its program.')
  // Vitest's configuration imports this file in every run. Loading Puppeteer only here keeps the other runs fast.
  const { launch } = await import('puppeteer-core')
  return closeOnFailure(async (onClose, close) => {
    const { path: folder, remove } = temporaryFolder()
    onClose(remove)
    const where = { executablePath, userDataDir: folder }
    const browser = await launch({ browser: 'firefox', ...where, extraPrefsFirefox: preferences })
    const { pid } = browser.process() ?? {}
    if (pid !== undefined) onClose(cleanUpAtExit(pid))
    onClose(() => browser.close())
    const version = (await browser.version()).replace(/^\D*/, '')
    return { folder, version, ...tabsOf(browser), close }
  })
}

function tabsOf(browser: Browser): Pick<Profile, 'openTab' | 'expose'> {
  const exposed = new Map<string, (message: never) => unknown>()
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
      // The driver restricts arguments to its own serializable types. `Tab` accepts any argument.
      page.evaluate(inPage as InPage<unknown, Result>, argument),
    reload: async () => {
      await page.reload()
    },
    close: () => page.close(),
    crash: () => Promise.reject(new Error('WebDriver BiDi has no command that crashes a page of Firefox.')),
  }
}
