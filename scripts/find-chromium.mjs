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

/** The flags under which Chromium runs the same on a laptop, in a container and as root. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** What switches on the newer backend for IndexedDB, on disk. */
export const sqliteArguments = ['--enable-features=IdbSqliteBackingStore,IdbSqliteOnDiskRollout']

/**
 * The path of a Chromium to test with: the one named by REWINDABLE_CHROMIUM, an installed one, or Playwright's download.
 * @returns {string | undefined} undefined: none on this machine
 */
export function findChromium() {
  const named = process.env.REWINDABLE_CHROMIUM
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`REWINDABLE_CHROMIUM names "${named}", which does not exist.`)
    return named
  }
  const folders = (process.env.PATH ?? '').split(delimiter)
  const onPath = folders.flatMap((folder) => commandNames.map((command) => join(folder, command)))
  return [...applications.slice(0, 1), ...onPath, ...applications.slice(1), chromium.executablePath()].find(existsSync)
}

/**
 * What Playwright's `chromium.launch` needs.
 * @returns {{ executablePath: string, args: string[] }}
 */
export function chromiumLaunchOptions() {
  const executablePath = findChromium()
  if (executablePath === undefined) {
    throw new Error(
      'No Chromium found. Install one with "npx playwright install chromium", or name one in REWINDABLE_CHROMIUM.',
    )
  }
  return { executablePath, args: chromiumArguments }
}
