import { closeOnFailure } from './close-on-failure.ts'
import type { Engine, Profile, RunningBrowser, Tab } from './engine.ts'
import { startGroup } from './process-group.ts'
import { startSession, type WebDriverSession } from './web-driver.ts'
import { startWebKitDriver } from './webkit-driver.ts'
import { prepareWebKit } from './webkit-environment.ts'
import { WebKitTab } from './webkit-tab.ts'

/** The MiniBrowser of WebKitGTK. */
export const webkit: Engine = {
  name: 'webkit',
  backend: { shown: 'SQLite', tabs: 'memory' },
  canCrash: false,
  open: openProfile,
  show,
}

/** Opens WebKit under WebDriver. It then stores IndexedDB in memory, because automation uses private browsing. */
function openProfile(): Promise<Profile> {
  return closeOnFailure(async (onClose, close) => {
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

/** Opens WebKit without WebDriver. It then stores IndexedDB in SQLite, as it does for users. */
function show(url: string): Promise<RunningBrowser> {
  return closeOnFailure(async (onClose, close) => {
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
  readonly #listeners = new Map<string, (message: unknown) => unknown>()
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

  async expose<Message>(name: string, listener: (message: Message) => unknown): Promise<void> {
    // Unchecked: the test's type for messages with this name is trusted.
    this.#listeners.set(name, (message) => listener(message as Message))
  }

  async close(): Promise<void> {
    for (const tab of this.#tabs) await tab.dispose()
    await this.#end()
  }
}
