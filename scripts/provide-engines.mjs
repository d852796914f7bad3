// @ts-check
import { installOnDebian } from './debian-packages.mjs'
import { findChromium } from './find-chromium.mjs'
import { findFirefox, findVirtualDisplay, findWebKit } from './find-engines.mjs'

/** @type {Record<string, { packages: string[], isThere: () => boolean, otherwise: string }>} */
const needs = {
  chromium: {
    packages: ['chromium'],
    isThere: () => findChromium() !== undefined,
    otherwise: 'run "npx playwright install --with-deps chromium", or name one in REWINDABLE_CHROMIUM',
  },
  firefox: {
    packages: ['firefox-esr'],
    isThere: () => findFirefox() !== undefined,
    otherwise: 'install Firefox, or name one in REWINDABLE_FIREFOX',
  },
  webkit: {
    packages: ['webkit2gtk-driver', 'xvfb'],
    isThere: () => findWebKit() !== undefined && findVirtualDisplay() !== undefined,
    otherwise:
      'on Linux, install WebKitGTK with its WebDriver and Xvfb (or name them in REWINDABLE_WEBKIT and REWINDABLE_WEBKIT_DRIVER); elsewhere, run the other engines: "npm run test:engines -- firefox"',
  },
}

/**
 * Makes sure that the engines are there to test with, or ends the process saying how to get them.
 * @param {string[]} engines
 */
export function provideEngines(engines) {
  // Two of them are one browser with two backends.
  const browsers = [...new Set(engines.map((engine) => engine.replace('chromium-sqlite', 'chromium')))]
  const missing = () => browsers.flatMap((browser) => needs[browser] ?? []).filter(({ isThere }) => !isThere())

  const packages = missing().flatMap(({ packages }) => packages)
  if (packages.length > 0) installOnDebian(packages)
  const stillMissing = missing()
  if (stillMissing.length === 0) return
  console.error('Not all browsers to test in were found:')
  for (const { packages, otherwise } of stillMissing) {
    console.error(`- ${otherwise}. Debian's packages: apt-get install ${packages.join(' ')}`)
  }
  console.log(`0 passed, ${stillMissing.length} failed`)
  process.exit(1)
}
