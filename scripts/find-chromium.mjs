// @ts-check
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright'

const commandNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const applications = [
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** With these flags, Chromium behaves the same on a laptop, in a container and as root. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** These flags enable the SQLite backend of IndexedDB, on disk. */
export const sqliteArguments = ['--enable-features=IdbSqliteBackingStore,IdbSqliteOnDiskRollout']

/**
 * Returns the path of Chromium: from REWINDABLE_CHROMIUM, an installed one, or Playwright's download.
 *
 * @returns {string | undefined} undefined if this machine has none
 */
export function findChromium() {
  const named = process.env.REWINDABLE_CHROMIUM
  if (named !== undefined && named !== '') {
    if (!existsSync(named))
      throw new Error(`Expected REWINDABLE_CHROMIUM to be the path of Chromium, but "${named}" does not exist.`)
    return named
  }
  const folders = (process.env.PATH ?? '').split(delimiter)
  const onPath = folders.flatMap((folder) => commandNames.map((command) => join(folder, command)))
  return [...applications.slice(0, 1), ...onPath, ...applications.slice(1), chromium.executablePath()].find(existsSync)
}

/**
 * Returns the options of Playwright's `chromium.launch`.
 *
 * @returns {{ executablePath: string, args: string[] }}
 */
export function chromiumLaunchOptions() {
  const executablePath = findChromium()
  if (executablePath === undefined) {
    throw new Error(
      'Found no Chromium. Install it with "npx playwright install chromium", or set REWINDABLE_CHROMIUM to its path.',
    )
  }
  return { executablePath, args: chromiumArguments }
}
