import type { BrowserContext, Page } from 'playwright'
import { chromiumLaunchOptions, sqliteArguments } from '../../scripts/find-chromium.mjs'
import { allOrNothing } from './all-or-nothing.ts'
import type { Engine, InPage, Profile, Tab } from './engine.ts'
import { temporaryFolder } from './left-behind.ts'
import { shownInTab } from './shown-in-tab.ts'

/** Chromium as it comes, which keeps IndexedDB in LevelDB. */
export const chromiumOnLevelDB: Engine = {
  name: 'chromium',
  backend: { shown: 'LevelDB', tabs: 'LevelDB' },
  canCrash: true,
  open: () => openProfile([]),
  show: async (url) => shownInTab(await openProfile([]), url),
}

/** Chromium with its newer backend switched on. */
export const chromiumOnSQLite: Engine = {
  name: 'chromium-sqlite',
  backend: { shown: 'SQLite', tabs: 'SQLite' },
  canCrash: true,
  open: () => openProfile(sqliteArguments),
  show: async (url) => shownInTab(await openProfile(sqliteArguments), url),
}

async function openProfile(more: readonly string[]): Promise<Profile> {
  const { executablePath, args } = chromiumLaunchOptions()
  // Not before it is needed: Vitest's configuration names this engine in every run.
  const { chromium } = await import('playwright')
  return allOrNothing(async (onClose, close) => {
    // Contexts without a folder keep IndexedDB in memory, and in SQLite by now, whatever the backend on disk.
    const { path: folder, remove } = temporaryFolder()
    onClose(remove)
    const options = { executablePath, args: [...args, ...more], viewport: null }
    // It ends when this process does: they are joined by a pipe.
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
      // The drivers have types of their own for what they can send; Tab has its own.
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
  // It is never answered: there is nobody left to.
  devtools.send('Page.crash').catch(() => {})
  await crashed
}
