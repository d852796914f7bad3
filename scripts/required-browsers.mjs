// @ts-check
import { findChromium } from './find-chromium.mjs'
import { findFirefox, findVirtualDisplay, findWebKit } from './find-engines.mjs'

/**
 * @typedef {object} Browser
 * @property {string} name
 * @property {string[]} packages of Debian
 * @property {() => boolean} isInstalled
 * @property {string} elsewhere how to install it on another system
 */

/** @type {Record<string, Browser>} */
const browsers = {
  chromium: {
    name: 'Chromium',
    packages: ['chromium'],
    isInstalled: () => findChromium() !== undefined,
    elsewhere: 'run "npx playwright install --with-deps chromium", or set REWINDABLE_CHROMIUM to its path',
  },
  firefox: {
    name: 'Firefox',
    packages: ['firefox-esr'],
    isInstalled: () => findFirefox() !== undefined,
    elsewhere: 'install Firefox, or set REWINDABLE_FIREFOX to its path',
  },
  webkit: {
    name: 'WebKitGTK with its WebDriver, and Xvfb',
    packages: ['webkit2gtk-driver', 'xvfb'],
    isInstalled: () => findWebKit() !== undefined && findVirtualDisplay() !== undefined,
    elsewhere:
      'on Linux, install them, or set REWINDABLE_WEBKIT and REWINDABLE_WEBKIT_DRIVER to their paths; on other systems, name the other engines: "npm run test:engines -- firefox"',
  },
}

/**
 * Returns the browsers that the engines need and this machine lacks.
 *
 * @param {string[]} engines
 */
export function missingBrowsers(engines) {
  // Two of the engines are Chromium, with different storage backends.
  const names = new Set(engines.map((engine) => engine.replace('chromium-sqlite', 'chromium')))
  return [...names].flatMap((name) => browsers[name] ?? []).filter(({ isInstalled }) => !isInstalled())
}

/**
 * Ends the process with instructions if a browser is missing. Installs nothing.
 *
 * @param {string[]} engines
 */
export function requireBrowsers(engines) {
  const missing = missingBrowsers(engines)
  if (missing.length === 0) return
  for (const { name, packages, elsewhere } of missing) {
    console.error(`These tests need ${name}, which was not found.`)
    console.error(`- Debian: apt-get install ${packages.join(' ')}`)
    console.error(`- Elsewhere: ${elsewhere}.`)
  }
  console.error(`As root on Debian, "node scripts/install-browsers.mjs ${engines.join(' ')}" installs what is missing.`)
  console.log(`0 passed, ${missing.length} failed`)
  process.exit(1)
}
