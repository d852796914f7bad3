import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromiumLaunchOptions, sqliteArguments } from '../../scripts/find-chromium.mjs'
import { findFirefox, findWebKit } from '../../scripts/find-engines.mjs'
import { startVirtualDisplay } from '../engines/virtual-display.ts'
import { KillableBrowser } from './killable-browser.ts'

/** A browser as it is started without a driver: with a profile and an address. */
export type Engine = {
  launch(profile: string, url: string): Promise<KillableBrowser>
  /** The files in a profile that show which backend keeps its databases, and that it keeps them on disk. */
  readonly databaseFiles: RegExp
  close(): Promise<void>
}

/** By the names that REWINDABLE_ENGINES knows. */
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
  if (program === undefined) throw new Error('No Firefox found. Name one in REWINDABLE_FIREFOX.')
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

/** That it opens the page it was given and nothing else, after a kill as well, prepares for no other and asks nobody. */
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
  const found = findWebKit()
  if (found === undefined) throw new Error('No WebKitGTK found. Name one in REWINDABLE_WEBKIT and _WEBKIT_DRIVER.')
  const display = await startVirtualDisplay()
  // Neither a graphics card nor a sandbox within a container's own.
  const surroundings = {
    ...process.env,
    DISPLAY: display.name,
    LIBGL_ALWAYS_SOFTWARE: '1',
    WEBKIT_DISABLE_COMPOSITING_MODE: '1',
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  }
  return {
    databaseFiles: /\/IndexedDB\.sqlite3$/,
    async launch(profile, url) {
      const folders = { HOME: profile, XDG_CACHE_HOME: profile, XDG_CONFIG_HOME: profile, XDG_DATA_HOME: profile }
      return new KillableBrowser({ program: found.browser, args: [url], env: { ...surroundings, ...folders } })
    },
    close: display.end,
  }
}
