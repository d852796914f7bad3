import type { BrowserContext, Page } from 'playwright'
import { chromiumLaunchOptions, sqliteArguments } from '../../scripts/find-chromium.mjs'
import { closeOnFailure } from './close-on-failure.ts'
import type { Engine, InPage, Profile, Tab } from './engine.ts'
import { showInTab } from './show-in-tab.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Chromium with its default settings. It stores IndexedDB in LevelDB. */
export const chromiumOnLevelDB: Engine = {
  name: 'chromium',
  backend: { shown: 'LevelDB', tabs: 'LevelDB' },
  canCrash: true,
  open: () => openProfile([]),
  show: async (url) => showInTab(await openProfile([]), url),
}

/** Chromium with the newer SQLite backend. */
export const chromiumOnSQLite: Engine = {
  name: 'chromium-sqlite',
  backend: { shown: 'SQLite', tabs: 'SQLite' },
  canCrash: true,
  open: () => openProfile(sqliteArguments),
  show: async (url) => showInTab(await openProfile(sqliteArguments), url),
}

async function openProfile(more: readonly string[]): Promise<Profile> {
  const { executablePath, args } = chromiumLaunchOptions()
  // Vitest's configuration imports this file in every run. Loading Playwright only here keeps the other runs fast.
  const { chromium } = await import('playwright')
  return closeOnFailure(async (onClose, close) => {
    // Contexts without a folder store IndexedDB in memory, always with SQLite. Only a folder shows the backend on disk.
    const { path: folder, remove } = temporaryFolder()
    onClose(remove)
    const options = { executablePath, args: [...args, ...more], viewport: null }
    // A pipe connects the browser with this process, so the browser ends with it.
    const context = await chromium.launchPersistentContext(folder, options)
    onClose(() => context.close())
    const version = context.browser()?.version() ?? 'unknown'
    return { folder, version, ...tabsOf(context), close }
  })
}

function tabsOf(context: BrowserContext): Pick<Profile, 'openTab' | 'expose'> {
  return {
    openTab: async (url) => {
      const page = await context.newPage()
      await page.goto(url)
      return tabOf(page)
    },
    expose: async (name, listener) => {
      await context.exposeFunction(name, listener)
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
    crash: () => crash(page),
  }
}

async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash')
  const devtools = await page.context().newCDPSession(page)
  // A crashed page never answers this command.
  devtools.send('Page.crash').catch(() => {})
  await crashed
}
