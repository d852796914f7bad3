// @ts-check
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import puppeteer from 'puppeteer-core'
import { findFirefox } from '../../scripts/find-engines.mjs'

/**
 * @param {string} profile
 * @returns {Promise<import('./browser.mjs').Browser>}
 */
export async function openFirefox(profile) {
  const executablePath = findFirefox()
  if (executablePath === undefined)
    throw new Error('Found no Firefox. Install it, or set REWINDABLE_FIREFOX to its path.')
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    userDataDir: profile,
    // No timeout: a turn may take long.
    protocolTimeout: 0,
  })
  return {
    name: (await browser.version()).replace('firefox/', 'Firefox '),
    reportsHeap: false,
    newTab: () => browser.newPage(),
    async bytesOnDisk(host) {
      const folder = join(profile, 'storage', 'default', `http+++${host.replace(':', '+')}`)
      return bytesIn(folder)
    },
    close: () => browser.close(),
  }
}

/** @param {string} folder */
function bytesIn(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .reduce((bytes, { parentPath, name }) => bytes + statSync(join(parentPath, name)).size, 0)
}
