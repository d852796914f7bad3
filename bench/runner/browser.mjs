// @ts-check
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openChromium } from './chromium.mjs'
import { openFirefox } from './firefox.mjs'

/**
 * @typedef {object} Tab the common part of Playwright's and Puppeteer's pages
 * @property {(url: string) => Promise<unknown>} goto
 * @property {(expression: string) => Promise<unknown>} evaluate
 * @property {() => Promise<void>} bringToFront
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Browser
 * @property {string} name with its version
 * @property {boolean} reportsHeap whether a page can read the size of its heap
 * @property {() => Promise<Tab>} newTab
 * @property {(host: string) => Promise<number>} bytesOnDisk returns the size on disk of an origin, `host:port`
 * @property {() => Promise<void>} close
 */

/**
 * Opens a browser with a new profile, which is deleted when the browser is closed.
 *
 * @param {string} engine
 * @returns {Promise<Browser>}
 */
export async function openBrowser(engine) {
  const profile = mkdtempSync(join(tmpdir(), 'rewindable-bench-'))
  const browser = await (engine === 'firefox' ? openFirefox(profile) : openChromium(profile, engine))
  return {
    ...browser,
    async close() {
      await browser.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
