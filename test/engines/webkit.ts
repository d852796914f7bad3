import { allOrNothing } from './all-or-nothing.ts'
import type { Engine, Profile, Shown, Tab } from './engine.ts'
import { startGroup } from './process-group.ts'
import { startSession, type WebDriverSession } from './web-driver.ts'
import { startWebKitDriver } from './webkit-driver.ts'
import { prepareWebKit } from './webkit-surroundings.ts'
import { WebKitTab } from './webkit-tab.ts'

/** WebKitGTK's MiniBrowser. */
export const webkit: Engine = {
  name: 'webkit',
  backend: { shown: 'SQLite', tabs: 'memory' },
  canCrash: false,
  open: openProfile,
  show,
}

/** Under WebDriver, and then it keeps IndexedDB in memory: it takes part in automation as in private browsing. */
function openProfile(): Promise<Profile> {
  return allOrNothing(async (onClose, close) => {
    const { driver: program, browser, folder, env } = await prepareWebKit(onClose)
    const driver = await startWebKitDriver(program, env)
    onClose(driver.end)
    const session = await startSession(driver.url, {
      'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
    })
    onClose(session.end)
    return new WebKitProfile(session, folder, close)
  })
}

/** By itself, so that it keeps IndexedDB in SQLite, as it does for people. */
function show(url: string): Promise<Shown> {
  return allOrNothing(async (onClose, close) => {
    const { browser, folder, env } = await prepareWebKit(onClose)
    onClose(startGroup(browser, [url], { env, stdio: 'ignore' }).end)
    return { folder, close }
  })
}

class WebKitProfile implements Profile {
  readonly version: string
  readonly folder: string
  readonly #session: WebDriverSession
  readonly #end: () => Promise<void>
  readonly #listeners = new Map<string, (told: unknown) => unknown>()
  readonly #tabs: WebKitTab[] = []

  constructor(session: WebDriverSession, folder: string, end: () => Promise<void>) {
    this.folder = folder
    this.version = session.browserVersion
    this.#session = session
    this.#end = end
  }

  async openTab(url: string): Promise<Tab> {
    const tab = await WebKitTab.open(this.#session, this.#listeners, url)
    this.#tabs.push(tab)
    return tab
  }

  async expose<Told>(name: string, listener: (told: Told) => unknown): Promise<void> {
    // The test says what its pages tell under that name.
    this.#listeners.set(name, (told) => listener(told as Told))
  }

  async close(): Promise<void> {
    for (const tab of this.#tabs) await tab.forget()
    await this.#end()
  }
}
