import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromiumLaunchOptions, sqliteArguments } from '../../scripts/find-chromium.mjs'
import { findFirefox } from '../../scripts/find-engines.mjs'
import { startVirtualDisplay } from '../engines/virtual-display.ts'
import { webKitPrograms, webKitVariables } from '../engines/webkit-environment.ts'
import { KillableBrowser } from './killable-browser.ts'

/** Starts browsers without a driver, each with a profile and a URL. */
export type Engine = {
  launch(profile: string, url: string): Promise<KillableBrowser>
  /** Matches the database files in a profile. These files prove that the expected backend stores the data on disk. */
  readonly databaseFiles: RegExp
  close(): Promise<void>
}

/** All engines, by the names that REWINDABLE_ENGINES accepts. */
export const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  chromium: () => openChromium([], /\.indexeddb\.leveldb\//),
  'chromium-sqlite': () => openChromium(sqliteArguments, /\/IndexedDB\/[^/]+\/[A-Z0-9]{40,}$/),
  firefox: openFirefox,
  webkit: openWebKit,
}

async function openChromium(features: readonly string[], databaseFiles: RegExp): Promise<Engine> {
  const { executablePath: program, args } = chromiumLaunchOptions()
  const headless = [...args, ...features, '--headless', '--no-default-browser-check', '--disable-extensions']
  return {
    databaseFiles,
    async launch(profile, url) {
      return new KillableBrowser({ program, args: [...headless, `--user-data-dir=${profile}`, url], env: process.env })
    },
    async close() {},
  }
}

async function openFirefox(): Promise<Engine> {
  const program = findFirefox()
  if (program === undefined) throw new Error('Expected Firefox, found none. Set REWINDABLE_FIREFOX to its program.')
  return {
    databaseFiles: /\/idb\/[^/]+\.sqlite$/,
    async launch(profile, url) {
      await writeFile(join(profile, 'user.js'), firefoxPreferences)
      const args = ['--headless', '--no-remote', '--profile', profile, url]
      return new KillableBrowser({ program, args, env: { ...process.env, MOZ_CRASHREPORTER_DISABLE: '1' } })
    },
    async close() {},
  }
}

/** Makes Firefox open only the given page, even after a kill. Firefox then preloads nothing and makes no background requests. */
const firefoxPreferences = Object.entries({
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.newtab.preload': false,
  'browser.sessionstore.resume_from_crash': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.ipc.processPrelaunch.enabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.startup.max_resumed_crashes': -1,
  'toolkit.telemetry.server': '',
})
  .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
  .join('')

async function openWebKit(): Promise<Engine> {
  const { browser: program } = webKitPrograms()
  const display = await startVirtualDisplay()
  return {
    databaseFiles: /\/IndexedDB\.sqlite3$/,
    async launch(profile, url) {
      return new KillableBrowser({ program, args: [url], env: webKitVariables(profile, display) })
    },
    close: display.end,
  }
}
