// @ts-check
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openChromium } from './chromium.mjs'
import { openFirefox } from './firefox.mjs'

/**
 * @typedef {object} Tab what Playwright and puppeteer have in common
 * @property {(url: string) => Promise<unknown>} goto
 * @property {(expression: string) => Promise<unknown>} evaluate
 * @property {() => Promise<void>} bringToFront
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Browser
 * @property {string} name with its version
 * @property {boolean} tellsHeap whether a page can ask for the size of its heap
 * @property {() => Promise<Tab>} newTab
 * @property {(host: string) => Promise<number>} bytesOnDisk what an origin, `host:port`, takes
 * @property {() => Promise<void>} close
 */

/**
 * A browser with a new profile, which is gone once it is closed.
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
